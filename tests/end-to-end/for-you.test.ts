import { cpSync } from 'node:fs'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { serveSite, type ServedSite } from '@/lib/benchmark/served-site'
import { openDatabase } from '@/lib/database/database'
import { UNLIKED, WELL_LIKED } from '../fixtures/likes-of-sample'
import { allOf } from '../setup/all-of'
import { isTooWide, objectionsTo, PHONE, visit, withBrowser } from '../setup/browser'
import { placeIn, temporaryDirectoryOfFile } from '../setup/temporary'

withBrowser()

const collectingDir = temporaryDirectoryOfFile()
let site: ServedSite
let collecting: ServedSite
beforeAll(async () => {
  cpSync(inject('likedDataDir'), collectingDir, { recursive: true })
  site = await serveSite(inject('likedDataDir'))
  collecting = await serveSite(collectingDir, { variables: { COLLECT_LIKES: 'true' } })
})
afterAll(async () => {
  await site.stop()
  await collecting.stop()
})

const visitLiked = (path: string, options?: BrowserContextOptions) => visit(path, options, site.origin)

const cards = (page: Page) => page.locator('main li:has(.tile)')
const hearts = (page: Page) => page.getByRole('button', { name: /^Like / })
const link = (page: Page) =>
  page.getByRole('navigation', { name: 'Site' }).getByRole('link', { name: /^For you/ })
const recommended = (page: Page) => page.getByRole('region', { name: 'Recommendations' }).locator('ol > li')
const own = (page: Page) => page.getByRole('region', { name: 'Your hearts' }).locator('ul > li:has(img)')
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
const uidsIn = (page: Page) =>
  recommended(page)
    .locator('.tile a')
    .evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''))

/** Gives so many models of the first page a heart. */
async function giveHearts(page: Page, count: number): Promise<void> {
  for (let place = 0; place < count; place++) {
    const card = cards(page).nth(place)
    await card.hover()
    await card.getByRole('button', { name: /^Like / }).click()
  }
  await expect.poll(() => link(page).textContent()).toBe(`For you${count} heart${count === 1 ? '' : 's'}`)
}

it('somebody gives hearts, is recommended others because of them, and says what is of no interest', async () => {
  const page = await visitLiked('/')
  await giveHearts(page, 3)
  expect(await objectionsTo(page)).toEqual([])
  // Another tab knows at once, and the page of a model has the same heart.
  const other = await page.context().newPage()
  await other.goto(`/models/${UNLIKED}`)
  await expect.poll(() => link(other).textContent()).toBe('For you3 hearts')
  await hearts(other).first().click()
  expect(await hearts(other).first().getAttribute('aria-pressed')).toBe('true')
  expect(await objectionsTo(other)).toEqual([])
  await expect.poll(() => link(page).textContent()).toBe('For you4 hearts')
  await other.close()

  await link(page).click()
  await page.waitForURL('**/for-you')
  await expect.poll(() => recommended(page).count()).toBeGreaterThan(6)
  expect(await own(page).count()).toBe(4)
  const found = await uidsIn(page)
  expect(found).not.toContain(`/models/${UNLIKED}`)
  await expect.poll(() => page.getByText(/^Because you liked/).count()).toBeGreaterThan(3)
  expect(await page.getByText('kept in this browser, and nowhere else').count()).toBe(1)
  expect(await objectionsTo(page)).toEqual([])

  // What is of no interest leaves its place, until that is undone.
  await recommended(page)
    .first()
    .getByRole('button', { name: /^Not interested/ })
    .click()
  const undo = button(page, /^Undo/)
  await expect.poll(() => undo.count()).toBe(1)
  expect(await undo.evaluate((one) => one === document.activeElement)).toBe(true)
  expect(await objectionsTo(page)).toEqual([])
  await undo.click()
  await expect.poll(() => uidsIn(page)).toEqual(found)
  await recommended(page)
    .first()
    .getByRole('button', { name: /^Not interested/ })
    .click()
  await button(page, /recommend anew/).click()
  await expect.poll(() => button(page, /^Undo/).count()).toBe(0)
  expect(await uidsIn(page)).not.toContain(found[0])
  expect(await button(page, /recommend anew/).count()).toBe(0)

  // One heart is taken back, then all; that can be undone. All is there after a reload.
  await own(page).first().hover()
  await own(page).first().getByRole('button').click()
  await expect.poll(() => own(page).count()).toBe(3)
  await page.reload()
  await expect.poll(() => own(page).count()).toBe(3)
  expect(await uidsIn(page)).not.toContain(found[0])
  await button(page, 'Take all back').click()
  await expect.poll(() => page.getByText('Nothing has a heart yet').count()).toBe(1)
  expect(await objectionsTo(page)).toEqual([])
  await button(page, 'Undo').click()
  await expect.poll(() => own(page).count()).toBe(3)
})

it('the keyboard alone gives a heart, is led on, and takes it back', async () => {
  const page = await visitLiked(`/models/${WELL_LIKED}`)
  const heart = hearts(page).nth(1)
  await heart.focus()
  await expect.poll(() => heart.evaluate((one) => getComputedStyle(one).opacity)).toBe('1')
  await page.keyboard.press('Space')
  expect(await heart.getAttribute('aria-pressed')).toBe('true')
  await link(page).focus()
  await page.keyboard.press('Enter')
  await page.waitForURL('**/for-you')
  await expect.poll(() => recommended(page).count()).toBeGreaterThan(3)
  const not = recommended(page)
    .nth(1)
    .getByRole('button', { name: /^Not interested in / })
  await not.focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await expect.poll(() => not.evaluate((one) => one === document.activeElement)).toBe(true)
  await own(page).getByRole('button').focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => page.getByText('Nothing has a heart yet').count()).toBe(1)
})

it('on a phone nothing is too wide, and hearts of models that have gone are forgotten', async () => {
  const page = await visitLiked('/', PHONE)
  await page.evaluate(
    (uid) =>
      localStorage.setItem(
        'rec-a-sketch-hearts',
        JSON.stringify({ liked: ['a-model-that-has-gone', uid], disliked: [] }),
      ),
    WELL_LIKED,
  )
  await page.goto('/for-you')
  await expect.poll(() => recommended(page).count()).toBeGreaterThan(3)
  expect(await isTooWide(page)).toBe(false)
  expect(await objectionsTo(page)).toEqual([])
  await button(page, 'Forget it').click()
  await expect.poll(() => link(page).textContent()).toBe('For you1 heart')
  // What another program has left there does no harm.
  await page.evaluate(() => localStorage.setItem('rec-a-sketch-hearts', '{"liked":7'))
  await page.reload()
  await expect.poll(() => page.getByText('Nothing has a heart yet').count()).toBe(1)
})

it('what was recommended stays while the server is out of reach, and is asked for again', async () => {
  const page = await visitLiked('/')
  await giveHearts(page, 2)
  await page.route('**/api/recommendations', (route) => route.abort())
  await page.goto('/for-you')
  await expect.poll(() => page.getByRole('heading', { name: 'Out of reach' }).count()).toBe(1)
  expect(await objectionsTo(page)).toEqual([])
  await page.unroute('**/api/recommendations')
  await button(page, 'Try again').click()
  await expect.poll(() => recommended(page).count()).toBeGreaterThan(3)
  await recommended(page)
    .first()
    .getByRole('button', { name: /^Not interested/ })
    .click()
  await page.context().setOffline(true)
  await button(page, /recommend anew/).click()
  await expect.poll(() => page.getByRole('heading', { name: 'No connection' }).count()).toBe(1)
  expect(await recommended(page).count()).toBeGreaterThan(3)
  await page.context().setOffline(false)
  await button(page, 'Try again').click()
  await expect.poll(() => button(page, /^Undo/).count()).toBe(0)
})

it('without JavaScript there are no hearts, and the page says why', async () => {
  const page = await visitLiked('/for-you', { javaScriptEnabled: false })
  expect(await page.getByText('both need JavaScript').isVisible()).toBe(true)
  for (const path of ['/', `/models/${WELL_LIKED}`]) {
    await page.goto(path)
    expect(await cards(page).count()).toBeGreaterThan(6)
    expect(await hearts(page).count()).toBe(0)
    expect(await link(page).count()).toBe(0)
  }
})

it('a catalogue that nobody likes anything of hints at nothing; whoever has the address is recommended by looks', async () => {
  const page = await visit('/models/dragon')
  await expect.poll(() => button(page, /^More like/).count()).toBeGreaterThan(3)
  expect(await hearts(page).count()).toBe(0)
  expect(await link(page).count()).toBe(0)
  expect(await page.content()).not.toContain('for-you"')
  await page.evaluate(() =>
    localStorage.setItem('rec-a-sketch-hearts', JSON.stringify({ liked: ['dragon'], disliked: [] })),
  )
  await page.goto('/for-you')
  await expect.poll(() => recommended(page).count()).toBeGreaterThan(6)
  expect(await page.getByText(/^Looks like/).count()).toBeGreaterThan(3)
  expect(await hearts(page).count()).toBe(0)
})

it('hearts that are collected are stored under a hash, and removed when they are taken back, whatever the line', async () => {
  const database = await openDatabase(placeIn(collectingDir))
  const before = (await allOf(database.likes.readAll())).length
  const count = async () => (await allOf(database.likes.readAll())).length - before
  try {
    const page = await visit('/', {}, collecting.origin)
    await giveHearts(page, 2)
    await expect.poll(count).toBe(2)
    await page.goto('/for-you')
    await expect.poll(() => page.getByText('under a hash of a random number').count()).toBe(1)
    await expect.poll(() => own(page).count()).toBe(2)
    const visitor = await page.evaluate(() => localStorage.getItem('rec-a-sketch-visitor'))
    expect(visitor).toMatch(/^[0-9a-f]{32}$/)
    const users = (await allOf(database.likes.readAll())).map(({ user }) => user)
    expect(users).not.toContain(visitor)

    // Taken back without a connection, it is removed once there is one.
    await page.context().setOffline(true)
    await own(page).first().hover()
    await own(page).first().getByRole('button').click()
    await expect.poll(() => own(page).count()).toBe(1)
    expect(await count()).toBe(2)
    await page.context().setOffline(false)
    await expect.poll(count).toBe(1)
    await button(page, 'Take all back').click()
    await expect.poll(count).toBe(0)
  } finally {
    await database.close()
  }
})
