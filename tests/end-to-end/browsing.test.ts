import { expect, inject, it } from 'vitest'
import { isTooWide, PHONE, visit, withBrowser } from '../setup/browser'
import { logIn } from '../setup/dashboard'

withBrowser()

it('somebody browses, picks a model, follows a look-alike and finds the way out to Sketchfab', async () => {
  const page = await visit('/')
  await expect.poll(() => page.locator('.tile img').count()).toBeGreaterThan(20)

  const search = page.getByRole('searchbox')
  await search.pressSequentially('drago', { delay: 40 })
  await page.waitForURL(/query=drago/)
  await expect.poll(() => page.locator('.card-name').first().textContent()).toContain('Dragon')

  await page.locator('.tile a').first().click()
  await page.waitForURL('**/models/dragon')
  await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toBe('Dragon')
  const similar = page.locator('ol > li')
  await expect.poll(() => similar.count()).toBe(24)
  const scores = await similar.locator('.card-note').allTextContents()
  const percents = scores.map((text) => Number(/(\d+)%/.exec(text)?.[1]))
  expect(percents).toEqual(percents.toSorted((a, b) => b - a))

  const name = similar.first().locator('.card-name')
  expect(await name.getAttribute('href')).toMatch(/^https:\/\/sketchfab\.com\//)
  expect(await name.getAttribute('target')).toBe('_blank')
  expect(await name.getAttribute('rel')).toContain('noopener')

  await similar.first().locator('.tile a').click()
  await page.waitForURL((url) => url.pathname.startsWith('/models/') && url.pathname !== '/models/dragon')
  await page.goBack()
  await page.waitForURL('**/models/dragon')
})

it('every picture on a page loads, has its size set, and is kept for ever', async () => {
  const page = await visit('/models/dragon')
  for (const image of await page.locator('.tile img').all()) {
    await image.scrollIntoViewIfNeeded()
    await expect
      .poll(() =>
        image.evaluate((element) => (element instanceof HTMLImageElement ? element.naturalWidth : 0)),
      )
      .toBeGreaterThan(0)
    expect(Number(await image.getAttribute('width'))).toBeGreaterThan(0)
    expect(Number(await image.getAttribute('height'))).toBeGreaterThan(0)
  }
  const source = (await page.locator('.tile img').first().getAttribute('src')) ?? ''
  const answer = await fetch(new URL(source, inject('origin')))
  expect(answer.headers.get('content-type')).toBe('image/webp')
  expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  const again = await fetch(new URL(source, inject('origin')), {
    headers: { 'if-none-match': answer.headers.get('etag') ?? '' },
  })
  expect(again.status).toBe(304)
})

it('works without JavaScript: browse, filter, page, search, pick', async () => {
  const page = await visit('/', { javaScriptEnabled: false })
  await page.getByRole('link', { name: /Food & drink/ }).click()
  await page.waitForURL(/category=Food/)
  const first = await page.locator('.card-name').first().textContent()
  await page.getByRole('link', { name: /more models/i }).click()
  await page.waitForURL(/cursor=/)
  expect(await page.locator('.card-name').first().textContent()).not.toBe(first)
  await page.getByRole('searchbox').fill('banana')
  await page.getByRole('searchbox').press('Enter')
  await page.waitForURL(/query=banana/)
  await page.locator('.tile a').first().click()
  await page.waitForURL('**/models/banana')
  expect(await page.locator('ol > li').count()).toBe(24)
})

it('works by keyboard alone: skip to the content, reach a model, open it', async () => {
  const page = await visit('/')
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toMatch(/skip/i)
  await page.keyboard.press('Enter')
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate(() => document.activeElement?.closest('.tile') !== null)) break
  }
  await page.keyboard.press('Enter')
  await page.waitForURL('**/models/*')
})

it('on a phone nothing is wider than the screen', async () => {
  for (const path of ['/', '/models/dragon', '/about', '/models/nobody', '/admin/login']) {
    expect(await isTooWide(await visit(path, PHONE)), path).toBe(false)
  }
})

it('nor anything of the dashboard', async () => {
  const page = await logIn(inject('origin'), PHONE)
  const lists = ['/admin', '/admin/runs', '/admin/crawls', '/admin/failures', '/admin/activity']
  for (const path of [...lists, '/admin/runs/1']) {
    await page.goto(path)
    expect(await isTooWide(page), path).toBe(false)
  }
})

it('a search without a match, and a model that is not there, offer a way on', async () => {
  const nothing = await visit('/?query=zzzzqq')
  expect(await nothing.locator('.tile').count()).toBe(0)
  expect(await nothing.getByRole('main').getByRole('link').count()).toBeGreaterThan(0)

  const missing = await visit('/models/nobody')
  expect((await fetch(new URL('/models/nobody', inject('origin')))).status).toBe(404)
  expect(await missing.getByRole('main').getByRole('link').count()).toBeGreaterThan(0)
})
