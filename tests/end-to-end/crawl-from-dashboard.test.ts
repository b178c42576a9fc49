import { expect, it, onTestFinished } from 'vitest'
import { serveSite } from '@/lib/benchmark/served-site'
import { isTooWide, objectionsTo, PHONE, visit, withBrowser } from '../setup/browser'
import { activeRun, apiOf, logIn } from '../setup/dashboard'
import { ADMIN } from '../setup/npm-start'
import { uidOf } from '../setup/sketchfab-models'
import { sketchfabServer } from '../setup/sketchfab-server'
import { temporaryDirectory } from '../setup/temporary'

withBrowser()

/** So long that on any machine the crawl is not over while it is looked at, and less than its patience with a server. */
const LONG_MS = 20_000

it('from an empty site to pages with author, licence and a way out, all of it from the dashboard', async () => {
  const sketchfab = await sketchfabServer(200)
  sketchfab.thumbnailAfter = 1_500
  const dataDir = temporaryDirectory()
  const site = await serveSite(dataDir, {
    variables: { ...ADMIN, SKETCHFAB_API_URL: sketchfab.apiUrl },
  })
  onTestFinished(site.stop)
  const page = await logIn(site.origin)
  const button = (name: string) => page.getByRole('button', { name, exact: true })

  // By keyboard: what to crawl is one choice of three.
  await page.getByRole('link', { name: 'Crawls' }).click()
  await page.getByRole('radio', { name: /^A listing/ }).press('ArrowDown')
  await page.getByLabel('Addresses or uids, one a line').waitFor()
  await page.getByRole('radio', { name: /^Single models/ }).press('ArrowUp')

  // What does not go together is said before anything is asked of Sketchfab.
  await page.getByLabel('Category', { exact: true }).fill('animals-pets')
  await page.getByLabel('Liked by a user').fill('ann')
  await button('Start the crawl').click()
  await page
    .getByRole('main')
    .getByRole('alert')
    .filter({ hasText: 'Liked by a user: cannot be combined with “Category”' })
    .waitFor()
  expect(sketchfab.requests).toEqual([])

  await page.getByLabel('Category', { exact: true }).fill('')
  await page.getByLabel('Liked by a user').fill('')
  await page.getByLabel('Models at most').fill('60')
  await button('Start the crawl').click()
  await page.waitForURL('**/admin/crawls/1')

  // Watched, the bar moves.
  const bar = page.getByRole('progressbar', { name: 'Fetching thumbnails' })
  await expect.poll(async () => Number(await bar.getAttribute('value'))).toBeGreaterThan(0)
  sketchfab.thumbnailAfter = LONG_MS
  expect(await objectionsTo(page)).toEqual([])

  // Paused, killed from a shell and resumed, it loses nothing.
  await button('Pause').click()
  await button('Resume').waitFor()
  sketchfab.thumbnailAfter = 0
  // Until what was in hand is brought to its end, too, and counted.
  const api = await apiOf(site.origin)
  await expect
    .poll(async () => {
      const { counts } = await (await api('GET', '/api/crawls/1')).json()
      return sketchfab.requests.length - counts.pages - counts.thumbnails
    })
    .toBe(0)
  sketchfab.thumbnailAfter = LONG_MS
  process.kill(activeRun(dataDir, 'crawl').pid, 'SIGKILL')
  await page.getByText('Interrupted', { exact: true }).waitFor()
  await button('Resume').click()
  await button('Pause').waitFor()

  // A screen that came late knows of it, and of its end.
  const second = await logIn(site.origin, PHONE)
  await second.getByText('Crawl 1 of Sketchfab is under way.').waitFor()
  await second.goto('/admin/crawls')
  await second.getByText('Another can be started when it has ended.').waitFor()
  sketchfab.thumbnailAfter = 0
  expect(await isTooWide(second)).toBe(false)
  await second.goto('/admin')
  await page.locator('[data-status=finished]').waitFor()
  await expect.poll(() => second.getByText('is under way').count()).toBe(0)

  const figure = (name: string) =>
    page
      .locator('dl > div')
      .filter({ has: page.getByText(name, { exact: true }) })
      .locator('dd')
  for (const [name, count] of [
    ['Asked for', 'up to 60, from the dashboard'],
    ['Pages read', '3'],
    ['Models added', '60'],
    ['Thumbnails fetched', '54'],
    ['Requests', '57'],
  ] as const) {
    await expect.poll(() => figure(name).textContent(), { message: name }).toBe(count)
  }
  expect(await figure('Could not be read').count()).toBe(0)
  await page.getByText('The crawl ends: finished.').waitFor()
  await second.goto('/admin/crawls/1')
  expect(await isTooWide(second)).toBe(false)

  expect(sketchfab.requests[0]).toContain('sort_by=-likeCount')

  // The run over it, and what readers have of it.
  await page.getByRole('link', { name: 'Overview' }).click()
  await page.getByText('60 models, 6 without a picture').waitFor()
  await button('Start the run').click()
  await page.getByText('Published', { exact: true }).waitFor()
  const reader = await visit(`/models/${uidOf(1)}`, {}, site.origin)
  const text = (await reader.locator('main').textContent()) ?? ''
  for (const fact of ['Model no. 1', 'User 1', 'CC0 Public Domain']) expect(text).toContain(fact)
  expect(await reader.locator('ol > li').count()).toBe(24)
  const out = reader.getByRole('link', { name: /View on Sketchfab/ }).first()
  expect(await out.getAttribute('href')).toBe(`https://sketchfab.com/3d-models/model-no-1-${uidOf(1)}`)
})
