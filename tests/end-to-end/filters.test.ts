import path from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { isTooWide, objectionsTo, PHONE, visit, withBrowser } from '../setup/browser'
import { copyOfSmallSite, serveDashboard } from '../setup/dashboard'
import { openSqliteFile } from '../setup/sqlite-file'

withBrowser()

/** Authors, likes and the rest, which the sample has not. */
const DESCRIBED = `
  UPDATE Model SET author = CASE id % 2 WHEN 0 THEN 'Ada' ELSE 'Bea' END, likeCount = id % 50, faceCount = id * 10,
    isDownloadable = id % 3 = 0;
  UPDATE Model SET author = 'Ada' WHERE uid = 'dragon';
  UPDATE CatalogueRevision SET revision = revision + 1;`

/** A page of a site whose models differ in more than what they are called. */
async function visitDescribed(address: string, options?: BrowserContextOptions): Promise<Page> {
  const dataDir = await copyOfSmallSite()
  const connection = openSqliteFile(path.join(dataDir, 'rec-a-sketch.db'))
  connection.exec(DESCRIBED)
  connection.close()
  const site = await serveDashboard(dataDir)
  return visit(address, options, site.origin)
}

const cards = (page: Page) => page.locator('main ol > li')
const chips = (page: Page) => page.getByRole('list', { name: 'Filters' }).getByRole('listitem')
const authorsOf = async (page: Page) => new Set(await cards(page).locator('p bdi').allTextContents())
const parametersOf = (page: Page) => new URL(page.url()).searchParams

it('somebody filters look-alikes, goes on to another model, and takes the filters away', async () => {
  const page = await visitDescribed('/models/dragon')
  await page.getByText('Filter', { exact: true }).click()
  await page.getByLabel('Not by Ada').check()
  await page.getByLabel('Likes, at least').fill('5')
  expect(await objectionsTo(page)).toEqual([])
  await page.getByRole('button', { name: 'Show' }).click()
  await page.waitForURL((url) => url.search === '?notAuthor=true&minLikes=5')
  await expect.poll(() => chips(page).count()).toBe(3)
  expect([...(await authorsOf(page))]).toEqual(['Bea'])
  expect(await cards(page).count()).toBeGreaterThan(0)
  expect(await objectionsTo(page)).toEqual([])

  // The page of the next model leaves out that one’s author.
  await page.evaluate(() => Object.assign(window, { isSameDocument: true }))
  await cards(page).first().locator('a:has(bdi)').click()
  await page.waitForURL((url) => url.pathname !== '/models/dragon')
  await expect.poll(() => page.getByText('Not by Bea').count()).toBe(1)
  expect(page.url()).toContain('?notAuthor=true&minLikes=5')
  expect(await page.evaluate(() => 'isSameDocument' in window)).toBe(true)
  expect([...(await authorsOf(page))]).toEqual(['Ada'])

  await page.getByRole('link', { name: /Remove the filter by others/ }).click()
  await page.waitForURL((url) => url.search === '?minLikes=5')
  await expect.poll(async () => (await authorsOf(page)).size).toBe(2)
  await page.getByRole('link', { name: /Remove the filter 5 likes/ }).click()
  await page.waitForURL((url) => url.search === '')
  await expect.poll(() => chips(page).count()).toBe(0)

  await page.goBack()
  await expect.poll(() => chips(page).count()).toBe(1)
  await page.reload()
  await expect.poll(() => chips(page).count()).toBe(1)
})

it('the keyboard alone filters', async () => {
  const page = await visitDescribed('/models/dragon')
  const summary = page.locator('summary', { hasText: 'Filter' })
  await summary.focus()
  await page.keyboard.press('Enter')
  for (let presses = 0; presses < 30; presses++) {
    await page.keyboard.press('Tab')
    if (await page.getByLabel('Can be downloaded').evaluate((input) => input === document.activeElement))
      break
  }
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.search === '?downloadable=true')
  await expect.poll(() => chips(page).count()).toBe(1)
})

it('filters work without JavaScript', async () => {
  const page = await visitDescribed('/models/dragon', { javaScriptEnabled: false })
  await page.getByText('Filter', { exact: true }).click()
  await page.getByLabel('Author').selectOption({ index: 1 })
  await page.getByRole('button', { name: 'Show' }).click()
  const author = parametersOf(page).get('author') ?? ''
  expect([...(await authorsOf(page))]).toEqual([author])
  await cards(page).first().locator('a:has(bdi)').click()
  expect(parametersOf(page).get('author')).toBe(author)
  expect([...(await authorsOf(page))]).toEqual([author])
  await page.getByRole('link', { name: /Remove the filter/ }).click()
  expect(parametersOf(page).has('author')).toBe(false)
})

it('what cannot be a filter is left out with a word, and where nothing passes the page says so; on a phone, too', async () => {
  const page = await visitDescribed('/models/dragon?minFaces=many&tag=no+such+tag', PHONE)
  await expect.poll(() => page.getByText('minFaces must be a whole number').count()).toBe(1)
  await expect.poll(() => page.getByText('Nothing that comes close passes these filters.').count()).toBe(1)
  await page.getByText('Filter', { exact: true }).click()
  expect(await isTooWide(page)).toBe(false)
  expect(await objectionsTo(page)).toEqual([])
  await page.getByRole('link', { name: 'Show all look-alikes' }).click()
  await expect.poll(() => cards(page).count()).toBeGreaterThan(0)
})
