import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { isTooWide, objectionsTo, PHONE, visit, withBrowser } from '../setup/browser'

withBrowser()

const cards = (page: Page) => page.locator('main ol > li, main ul > li:has(.tile)')
const tray = (page: Page) => page.getByRole('complementary', { name: 'Marked models' })
const remove = (page: Page) => tray(page).getByRole('button', { name: /^Remove/ })
const searchOf = (page: Page) => new URL(page.url()).search

async function mark(page: Page, place: number, words: 'More like' | 'Less like'): Promise<void> {
  const card = cards(page).nth(place)
  await card.hover()
  await card.getByRole('button', { name: new RegExp(`^${words}`) }).click()
}

it('somebody marks models, which follow from page to page, and sees what is near to the one and far from the other', async () => {
  const page = await visit('/models/dragon')
  await page.evaluate(() => Object.assign(window, { isSameDocument: true }))
  await mark(page, 0, 'More like')
  await expect.poll(() => remove(page).count()).toBe(1)
  await mark(page, 1, 'More like')
  await mark(page, 2, 'Less like')
  await expect.poll(() => remove(page).count()).toBe(3)
  expect(searchOf(page)).toMatch(/^\?plus=[^,&]+,[^,&]+&minus=[^,&]+$/)
  expect(await objectionsTo(page)).toEqual([])
  const marks = searchOf(page)

  // One step back takes the last mark away again.
  await page.goBack()
  await expect.poll(() => remove(page).count()).toBe(2)
  await page.goForward()
  await expect.poll(() => remove(page).count()).toBe(3)

  await cards(page).nth(3).locator('a:has(bdi)').click()
  await page.waitForURL((url) => url.pathname !== '/models/dragon')
  await expect.poll(() => searchOf(page)).toBe(marks)
  await page.getByRole('link', { name: 'About', exact: true }).click()
  await page.waitForURL((url) => url.pathname === '/about')
  await expect.poll(() => searchOf(page)).toBe(marks)
  expect(await page.evaluate(() => 'isSameDocument' in window)).toBe(true)
  await page.reload()
  await expect.poll(() => remove(page).count()).toBe(3)

  await tray(page).getByRole('link', { name: 'Show' }).click()
  await page.waitForURL((url) => url.pathname === '/similar')
  await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toContain('More like these')
  await expect.poll(() => cards(page).count()).toBeGreaterThan(20)
  expect(await objectionsTo(page)).toEqual([])
  const first = await cards(page)
    .first()
    .getByRole('button', { name: /^Less like/ })
    .getAttribute('aria-label')
  await mark(page, 0, 'Less like')
  await page.waitForURL((url) => url.search !== marks)
  await expect
    .poll(() =>
      cards(page)
        .first()
        .getByRole('button', { name: /^Less like/ })
        .getAttribute('aria-label'),
    )
    .not.toBe(first)

  await remove(page).last().click()
  await expect.poll(() => searchOf(page)).toBe(marks)
  await tray(page).getByRole('button', { name: 'Clear all' }).click()
  await expect.poll(() => tray(page).count()).toBe(0)
  await expect.poll(() => page.getByText('Nothing has a plus yet').count()).toBe(1)
})

it('the keyboard alone marks, shows and clears', async () => {
  const page = await visit('/models/dragon')
  const plus = cards(page)
    .nth(1)
    .getByRole('button', { name: /^More like/ })
  await plus.focus()
  await expect.poll(() => plus.evaluate((button) => getComputedStyle(button).opacity)).toBe('1')
  await page.keyboard.press('Enter')
  expect(await plus.getAttribute('aria-pressed')).toBe('true')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await expect.poll(() => plus.getAttribute('aria-pressed')).toBe('false')
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Enter')
  await expect.poll(() => plus.getAttribute('aria-pressed')).toBe('true')
  await tray(page).getByRole('link', { name: 'Show' }).focus()
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.pathname === '/similar')
  await expect.poll(() => cards(page).count()).toBeGreaterThan(20)
  await remove(page).focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => tray(page).count()).toBe(0)
})

it('an address with marks can be shared; what is wrong with it is said', async () => {
  const page = await visit('/similar?plus=dragon,nobody&minus=dragon', PHONE)
  await expect.poll(() => page.getByText('both a plus and a minus').count()).toBe(1)
  await expect.poll(() => page.getByText('is not in the catalogue, and left out').count()).toBe(1)
  await expect.poll(() => cards(page).count()).toBeGreaterThan(20)
  await expect.poll(() => remove(page).count()).toBe(1)
  expect(await isTooWide(page)).toBe(false)
  expect(await objectionsTo(page)).toEqual([])
})

it('without JavaScript there are no dead buttons, and an address with marks works', async () => {
  const page = await visit('/similar?plus=dragon', { javaScriptEnabled: false })
  expect(await cards(page).count()).toBeGreaterThan(20)
  expect(await page.getByRole('button', { name: /^More like/ }).count()).toBe(0)
  await page.getByRole('link', { name: 'Dragon', exact: true }).click()
  await page.waitForURL('**/models/dragon')
})
