import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { serveSite, type ServedSite } from '@/lib/benchmark/served-site'
import { LIKED_BY_TWO, UNLIKED, WELL_LIKED } from '../fixtures/likes-of-sample'
import { isTooWide, objectionsTo, PHONE, visit, visitAlive, withBrowser } from '../setup/browser'

withBrowser()

let site: ServedSite
beforeAll(async () => void (site = await serveSite(inject('likedDataDir'))))
afterAll(() => site.stop())

const pathOf = (uid: string, query = '') => `/models/${uid}${query && `?${query}`}`
const visitLiked = (path: string, options?: BrowserContextOptions) => visit(path, options, site.origin)

const TITLES = ['All together', 'Looks like this', 'Liked by the same people', 'About the same thing']

const row = (page: Page, title: string) => page.getByRole('region', { name: title, exact: true })
const titles = (page: Page) => page.locator('main h2').allTextContents()
const cards = (page: Page, title = 'All together') => row(page, title).locator('ol > li')
const namesIn = (page: Page, title?: string) => cards(page, title).locator('a > bdi').allTextContents()
const reasonsIn = (page: Page, title?: string) =>
  cards(page, title)
    .locator('p[title]')
    .evaluateAll((all) => all.map((one) => one.getAttribute('title') ?? ''))
const slider = (page: Page, name: string) => page.getByRole('slider', { name, exact: true })
const weightsIn = async (page: Page) => {
  const all = await page.getByRole('slider').all()
  return Promise.all(all.map((one) => one.inputValue()))
}
const searchOf = (page: Page) => new URL(page.url()).search

it('somebody sees why models are there, goes from row to row, and on to the next model', async () => {
  const page = await visitLiked(pathOf(WELL_LIKED))
  expect(await titles(page)).toEqual(TITLES)
  expect(await cards(page).count()).toBeGreaterThan(12)
  for (const title of TITLES.slice(1)) {
    const count = await cards(page, title).count()
    expect(count).toBeGreaterThan(0)
    expect(count).toBeLessThanOrEqual(12)
  }

  // The largest share is seen, all are said.
  const reasons = await reasonsIn(page)
  expect(reasons).toHaveLength(await cards(page).count())
  expect(reasons.join('\n')).toMatch(/^liked by \d+ of the same people/m)
  expect(reasons.join('\n')).toMatch(/ · looks alike|^looks alike/m)
  expect(reasons.join('\n')).toMatch(/both: \w+/)
  expect(await reasonsIn(page, 'Looks like this')).toEqual([])
  expect(await objectionsTo(page)).toEqual([])

  await row(page, 'Liked by the same people')
    .getByRole('link', { name: /^See all/ })
    .click()
  await page.waitForURL((url) => url.search === '?kind=likes')
  await expect.poll(() => titles(page)).toEqual(['Liked by the same people'])
  expect(await cards(page, 'Liked by the same people').count()).toBeGreaterThan(12)
  const liked = await reasonsIn(page, 'Liked by the same people')
  expect(liked.length).toBeGreaterThan(5)
  expect(liked.filter((words) => !/^liked by \d+ of the same people$/.test(words))).toEqual([])
  expect(await page.getByRole('slider').count()).toBe(0)
  await row(page, 'Liked by the same people').getByRole('link', { name: 'All together' }).click()
  await expect.poll(() => titles(page)).toEqual(TITLES)

  await page.goBack()
  await expect.poll(() => titles(page)).toEqual(['Liked by the same people'])
  await cards(page, 'Liked by the same people').first().locator('a:has(bdi)').click()
  await page.waitForURL((url) => url.pathname !== pathOf(WELL_LIKED))
  await expect.poll(() => titles(page)).toEqual(TITLES)
  expect(searchOf(page)).toBe('')
})

it('the keyboard moves the sliders; what is chosen stays, with filters, from model to model, and on the way back', async () => {
  const page = await visitAlive(pathOf(WELL_LIKED), {}, site.origin)
  await page.evaluate(() => Object.assign(window, { isSameDocument: true }))
  const before = await namesIn(page)
  const looksLike = await namesIn(page, 'Looks like this')
  const usual = await weightsIn(page)
  await slider(page, 'Likes').focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowRight')
  await page.waitForURL((url) => url.search === '?likes=0.25')
  await page.keyboard.press('Home')
  await page.waitForURL((url) => url.search === '?likes=0')
  expect(await weightsIn(page)).toEqual([usual[0], '0', usual[2]])
  await expect.poll(() => page.getByText(/^First now: /).count()).toBe(1)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  expect(await slider(page, 'Subject').evaluate((one) => one === document.activeElement)).toBe(true)
  await page.keyboard.press('Home')
  await page.waitForURL((url) => url.search === '?likes=0&tags=0')
  await expect.poll(() => namesIn(page)).not.toEqual(before)
  expect((await namesIn(page)).slice(0, looksLike.length)).toEqual(looksLike)
  const [first, second, third] = looksLike
  await expect
    .poll(() => page.locator('#announcer').textContent())
    .toBe(`First now: ${first}, ${second}, ${third}.`)
  expect(await slider(page, 'Subject').evaluate((one) => one === document.activeElement)).toBe(true)

  // The last that counts stays.
  await slider(page, 'Looks').focus()
  await page.keyboard.press('Home')
  expect(await weightsIn(page)).toEqual([usual[0], '0', '0'])
  await slider(page, 'Looks').fill('0.75')
  await page.waitForURL((url) => url.search === '?visual=0.75&likes=0&tags=0')
  expect(await objectionsTo(page)).toEqual([])

  await page.getByText('Filter', { exact: true }).click()
  await page.getByLabel('Likes, at least').fill('1')
  await page.getByRole('button', { name: 'Show' }).click()
  await page.waitForURL((url) => url.search === '?visual=0.75&likes=0&tags=0&minLikes=1')
  await expect.poll(() => page.getByRole('list', { name: 'Filters' }).count()).toBe(1)
  const chosen = searchOf(page)
  const filtered = await namesIn(page)

  await cards(page).first().locator('a:has(bdi)').click()
  await page.waitForURL((url) => url.pathname !== pathOf(WELL_LIKED))
  expect(searchOf(page)).toBe(chosen)
  await expect.poll(() => weightsIn(page)).toEqual(['0.75', '0', '0'])
  expect(await page.evaluate(() => 'isSameDocument' in window)).toBe(true)
  await page.goBack()
  await page.waitForURL((url) => url.pathname === pathOf(WELL_LIKED))
  await expect.poll(() => namesIn(page)).toEqual(filtered)
  await page.reload()
  expect(await weightsIn(page)).toEqual(['0.75', '0', '0'])

  await page.getByRole('link', { name: /Remove the filter/ }).click()
  await page.waitForURL((url) => url.search === '?visual=0.75&likes=0&tags=0')
  await page.getByRole('link', { name: 'Balanced' }).click()
  await page.waitForURL((url) => url.search === '')
  await expect.poll(() => weightsIn(page)).toEqual(usual)
  expect(await namesIn(page)).toEqual(before)
  await page.goBack()
  await expect.poll(() => weightsIn(page)).toEqual(['0.75', '0', '0'])
  await page.goForward()
  await expect.poll(() => weightsIn(page)).toEqual(usual)
})

it('a finger moves the sliders on a phone, in the dark, and swipes a row', async () => {
  const options = { ...PHONE, hasTouch: true, colorScheme: 'dark' as const }
  const page = await visitAlive(pathOf(WELL_LIKED), options, site.origin)
  const [, likes, subject] = await weightsIn(page)
  const box = await slider(page, 'Looks').boundingBox()
  expect(box?.height).toBeGreaterThanOrEqual(40)
  await slider(page, 'Looks').tap({ position: { x: 2, y: 10 } })
  await page.waitForURL((url) => url.search === '?visual=0')
  await expect.poll(() => weightsIn(page)).toEqual(['0', likes, subject])
  const line = row(page, 'About the same thing').locator('ol')
  expect(await line.evaluate((one) => one.scrollWidth > one.clientWidth)).toBe(true)
  expect(await isTooWide(page)).toBe(false)
  expect(await objectionsTo(page)).toEqual([])
})

it('without JavaScript mixes are links, and the sliders a form', async () => {
  const page = await visitLiked(pathOf(WELL_LIKED), { javaScriptEnabled: false })
  const balanced = await namesIn(page)
  const [looks, likes] = await weightsIn(page)
  const looksLike = await namesIn(page, 'Looks like this')
  const follow = async (name: string) => {
    const link = page.getByRole('link', { name })
    const address = await link.getAttribute('href')
    await link.click()
    await page.waitForURL(({ pathname, search }) => pathname + search === address)
    return new URL(page.url()).searchParams
  }
  const alone = await follow('Looks alone')
  expect([alone.get('likes'), alone.get('tags')]).toEqual(['0', '0'])
  expect((await namesIn(page)).slice(0, looksLike.length)).toEqual(looksLike)
  expect(await page.getByRole('link', { name: 'Looks alone' }).getAttribute('aria-current')).toBe('true')
  const likedFirst = await follow('Well-liked first')
  expect(Object.fromEntries(likedFirst)).toEqual({ ...Object.fromEntries(alone), popularity: '1' })
  expect(await namesIn(page)).not.toEqual(looksLike)
  await cards(page).first().locator('a:has(bdi)').click()
  await page.waitForURL((url) => url.pathname !== pathOf(WELL_LIKED))
  expect(searchOf(page)).toBe(`?${likedFirst.toString()}`)

  await page.goto(pathOf(WELL_LIKED, 'popularity=1&minLikes=1'))
  await slider(page, 'Subject').fill('0.25')
  await row(page, 'All together').locator('form:has([type="range"])').getByRole('button').click()
  await page.waitForURL((url) => url.searchParams.get('tags') === '0.25')
  const asked = new URL(page.url()).searchParams
  expect([asked.get('popularity'), asked.get('minLikes')]).toEqual(['1', '1'])
  expect(await weightsIn(page)).toEqual([looks, likes, '0.25'])
  for (const name of ['Well-liked first', 'Balanced']) await page.getByRole('link', { name }).click()
  await page.waitForURL((url) => url.search === '?minLikes=1')
  await page.getByRole('link', { name: /Remove the filter/ }).click()
  await page.waitForURL((url) => url.search === '')
  expect(await namesIn(page)).toEqual(balanced)
})

it('of two people who like a model nothing is said; one that nobody likes has no row of likes', async () => {
  const page = await visitLiked(pathOf(LIKED_BY_TWO, 'kind=likes'))
  expect(await cards(page, 'Liked by the same people').count()).toBeGreaterThan(0)
  expect(await reasonsIn(page, 'Liked by the same people')).toEqual([])
  await page.goto(pathOf(LIKED_BY_TWO))
  expect((await reasonsIn(page)).join('\n')).toContain('liked by people of the same taste')
  expect(await page.content()).not.toMatch(/liked by \d/)

  await page.goto(pathOf(UNLIKED))
  expect(await titles(page)).toEqual(TITLES.filter((title) => title !== 'Liked by the same people'))
  expect(await page.getByText('Nobody has liked this one yet').count()).toBe(1)
  expect(await objectionsTo(page)).toEqual([])
  await page.getByRole('link', { name: 'Likes alone' }).click()
  await expect.poll(() => page.getByText('finds nothing for this model').count()).toBe(1)
  await page.getByRole('link', { name: 'Show it balanced' }).click()
  await expect.poll(() => cards(page).count()).toBeGreaterThan(12)
  await page.goto(pathOf(UNLIKED, 'kind=likes'))
  expect(await page.getByText('Nobody had liked this model yet').count()).toBe(1)
})

it('what cannot be mixed is said, and the usual mix shown', async () => {
  const page = await visitLiked(pathOf(WELL_LIKED))
  const usual = await weightsIn(page)
  await page.goto(pathOf(WELL_LIKED, 'visual=0&likes=0&tags=0'))
  expect(await page.getByText('which leaves nothing to show').count()).toBe(1)
  expect(await weightsIn(page)).toEqual(usual)
  await page.goto(pathOf(WELL_LIKED, 'likes=many&kind=smell'))
  expect(await page.getByText('not “many”').count()).toBe(1)
  expect(await page.getByText('not “smell”').count()).toBe(1)
  expect(await titles(page)).toEqual(TITLES)
})

it('a catalogue without likes has none of it, whatever is asked for', async () => {
  const page = await visit(pathOf(WELL_LIKED, 'likes=0&popularity=1'))
  expect(await titles(page)).toEqual(['Looks like this'])
  expect(await page.getByRole('slider').count()).toBe(0)
  expect(await page.locator('main').innerText()).not.toMatch(/like[sd] |together|subject/i)
  const links = await page.locator('main a').evaluateAll((all) => all.map((one) => one.getAttribute('href')))
  expect(links.filter((link) => link && /likes|kind=|popularity/.test(link))).toEqual([])
})
