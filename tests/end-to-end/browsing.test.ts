import { expect, inject, it } from 'vitest'
import type { Page } from 'playwright-core'
import { isTooWide, PHONE, visit, withBrowser } from '../setup/browser'
import { logIn } from '../setup/dashboard'
import { boxOf } from '../setup/manners'

withBrowser()

/** The links of cards that say the names of their models. */
const cardNames = (page: Page) => page.locator('li a[href^="/models/"]:has(bdi)')

it('somebody browses, picks a model, follows a look-alike and finds the way out to Sketchfab', async () => {
  const page = await visit('/')
  await expect.poll(() => page.locator('.tile img').count()).toBeGreaterThan(20)

  const search = page.getByRole('combobox')
  await search.pressSequentially('drago', { delay: 40 })
  await page.waitForURL(/query=drago/)
  await expect.poll(() => cardNames(page).first().textContent()).toContain('Dragon')

  await page.locator('.tile a').first().click()
  await page.waitForURL('**/models/dragon')
  await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toBe('Dragon')
  const similar = page.locator('ol > li')
  await expect.poll(() => similar.count()).toBeGreaterThan(5)
  const said = await similar
    .locator('[title^="Of one kind"]')
    .evaluateAll((all) =>
      all.map(
        (one) => [one.textContent, Number(/(\d+)%/.exec(one.getAttribute('title') ?? '')?.[1])] as const,
      ),
    )
  expect(said).toHaveLength(await similar.count())
  const percents = said.map(([, percent]) => percent)
  expect(percents).toEqual(percents.toSorted((a, b) => b - a))
  for (const [words, percent] of said)
    expect(words).toBe(percent >= 80 ? 'Nearly the same' : percent >= 50 ? 'Close' : 'Same mood')
  expect(percents.at(-1)).toBeGreaterThanOrEqual(25)

  const arrow = similar.first().getByRole('link', { name: /on Sketchfab/ })
  expect(await arrow.getAttribute('href')).toMatch(/^https:\/\/sketchfab\.com\//)
  expect(await arrow.getAttribute('target')).toBe('_blank')
  expect(await arrow.getAttribute('rel')).toContain('noopener')

  const picture = similar.first().locator('.tile a')
  const name = cardNames(page).first()
  expect(await name.getAttribute('href')).toBe(await picture.getAttribute('href'))
  await name.click()
  await page.waitForURL((url) => url.pathname.startsWith('/models/') && url.pathname !== '/models/dragon')
  await page.goBack()
  await page.waitForURL('**/models/dragon')
})

it('what is typed before the page’s scripts have come is searched for once they have', async () => {
  const page = await visit('about:blank')
  let comeOn = () => {}
  const scripts = new Promise<void>((resolve) => (comeOn = resolve))
  await page.route('**/*.js', async (route) => {
    await scripts
    await route.continue()
  })
  await page.goto(inject('origin'), { waitUntil: 'commit' })
  // What stands in a place until its piece of the page has come goes with what is typed in it; React puts pieces in their
  // places up to a third of a second after they have come.
  const hasWhole = () =>
    document.readyState !== 'loading' &&
    document.querySelector('template[id^="B:"], [hidden][id^="S:"]') === null
  await expect.poll(() => page.evaluate(hasWhole)).toBe(true)
  await page.getByRole('combobox').fill('drago')
  comeOn()
  await page.waitForURL(/query=drago/)
  await expect.poll(() => cardNames(page).first().textContent()).toContain('ragon')
})

it.each([
  { name: 'six at 1280 x 800', options: { viewport: { width: 1280, height: 800 } }, count: 6 },
  { name: 'six at 1440 x 900', options: { viewport: { width: 1440, height: 900 } }, count: 6 },
  { name: 'two at 390 x 844', options: { viewport: { width: 390, height: 844 }, isMobile: true }, count: 2 },
])('look-alikes are in the first screen of a model: $name', async ({ options, count }) => {
  const page = await visit('/models/dragon', { ...options, javaScriptEnabled: false })
  const boxes = await Promise.all((await page.locator('ol > li').all()).map((card) => card.boundingBox()))
  const whole = boxes.filter((box) => box !== null && box.y + box.height <= options.viewport.height)
  expect(whole.length).toBeGreaterThanOrEqual(count)
})

it('beside its look-alikes a model stays in sight, with what is known of it', async () => {
  const page = await visit('/models/dragon', { viewport: { width: 1280, height: 800 } })
  const model = page.getByRole('article')
  const [x = 0, top, width = 0] = (await boxOf(model.locator('.tile'))) ?? []
  const [start = 0, headingTop] = (await boxOf(page.getByRole('heading', { name: 'Looks like this' }))) ?? []
  expect(top).toBe(headingTop)
  expect(x + width).toBeLessThan(start)
  expect(width / 1200).toBeGreaterThan(0.33)
  expect(width / 1200).toBeLessThan(0.37)
  await page.locator('ol > li').last().scrollIntoViewIfNeeded()
  const isInSight = (name: RegExp | string) =>
    model.getByRole('link', { name }).evaluate((link) => {
      const { top, bottom } = link.getBoundingClientRect()
      return top >= 0 && bottom <= window.innerHeight
    })
  expect(await isInSight(/on Sketchfab/)).toBe(true)
  expect(await isInSight('MIT')).toBe(true)
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
  const first = await cardNames(page).first().textContent()
  await page.getByRole('link', { name: /more models/i }).click()
  await page.waitForURL(/cursor=/)
  expect(await cardNames(page).first().textContent()).not.toBe(first)
  await page.getByRole('combobox').fill('banana')
  await page.getByRole('combobox').press('Enter')
  await page.waitForURL(/query=banana/)
  await page.locator('.tile a').first().click()
  await page.waitForURL('**/models/banana')
  expect(await page.getByRole('heading', { name: 'Looks like this' }).count()).toBe(1)
})

it('where few are close a page says so and goes on with what is tagged alike, without JavaScript, too', async () => {
  const page = await visit('/models/orangutan', { javaScriptEnabled: false })
  expect(await page.locator('main').textContent()).toMatch(/come(s)? close to this\./)
  expect(await page.locator('ol > li').count()).toBeLessThan(6)
  const also = page.getByRole('region', { name: 'Also tagged monkey' })
  await also.getByRole('link', { name: 'monkey', exact: true }).click()
  await page.waitForURL(/\?tag=monkey/)
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
