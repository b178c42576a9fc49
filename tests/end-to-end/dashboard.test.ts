import { readFileSync, renameSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { openSqliteFile } from '../setup/sqlite-file'
import { originalFile } from '../setup/thumbnail-files'
import { isTooWide, objectionsTo, withBrowser } from '../setup/browser'
import { activeRun, apiOf, beats, copyOfSmallSite, logIn, serveDashboard } from '../setup/dashboard'
import { slowPictures } from '../setup/slow-pictures'

withBrowser()

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const barOf = async (page: Page) => Number(await page.getByRole('progressbar').getAttribute('value'))

it('an admin starts, pauses, kills, resumes, retries, rolls back and leaves', async () => {
  const dataDir = await copyOfSmallSite()
  const { hash, file } = hideThumbnail(dataDir, 'dragon')
  const disk = slowPictures(100)
  const site = await serveDashboard(dataDir, disk.variables)
  const page = await logIn(site.origin)
  const second = await logIn(site.origin)

  // Start, and watch the bar move.
  await page.getByRole('radio', { name: /Everything anew/ }).check()
  await expect
    .poll(() => page.getByText(/1[56]\d (pictures )?of 160 models to embed, about \d/).count())
    .toBe(1)
  await button(page, 'Start the run').click()
  await page.getByRole('heading', { name: 'Run 2' }).waitFor()
  await expect.poll(() => barOf(page)).toBeGreaterThan(0)
  disk.take(500)
  const before = await barOf(page)
  await expect.poll(() => barOf(page)).toBeGreaterThan(before)
  await expect
    .poll(() => page.getByRole('list', { name: 'Embedded last' }).locator('img').count())
    .toBeGreaterThan(4)

  // A second screen, which was there before.
  await second.getByRole('heading', { name: 'Run 2' }).waitFor()

  // Pause: seen on both screens, and nothing moves.
  await button(page, 'Pause').click()
  await button(page, 'Resume').waitFor()
  await button(second, 'Resume').waitFor()
  const paused = await barOf(page)
  await page.reload()
  await beats(dataDir, 2)
  expect(await barOf(page)).toBe(paused)
  await button(page, 'Resume').click()
  await expect.poll(() => barOf(page)).toBeGreaterThan(paused)

  // Killed from a shell, it shows as interrupted by itself, and goes on where it was.
  process.kill(activeRun(dataDir).pid, 'SIGKILL')
  await page.getByText('Interrupted').waitFor()
  await page.getByRole('link', { name: 'Run 2', exact: true }).click()
  await page.waitForURL('**/admin/runs/2')
  await button(page, 'Resume').click()
  await expect.poll(() => barOf(page)).toBeGreaterThan(paused)
  disk.mend()
  await page.getByText('Published', { exact: true }).waitFor()

  // A failure: what is wrong, mended, tried again.
  const failure = page
    .getByRole('listitem')
    .filter({ hasText: 'Dragon' })
    .filter({ hasText: 'cannot be read' })
  await failure.waitFor()
  expect(await failure.textContent()).toContain(hash)
  expect(await objectionsTo(page)).toEqual([])
  await second.setViewportSize({ width: 360, height: 740 })
  for (const path of ['/admin', '/admin/runs', '/admin/runs/2', '/admin/failures']) {
    await second.goto(path)
    expect(await isTooWide(second), path).toBe(false)
  }
  renameSync(file, originalFile(dataDir, hash))
  await failure.getByRole('button', { name: 'Try again' }).click()
  await page.waitForURL('**/admin/runs/3')
  // The table had its old vector all along: nothing is searched twice, and the failure is gone.
  await page.getByText('Same as run 2').waitFor()
  expect(await page.getByText('retrying dragon, from the dashboard').count()).toBe(1)
  const api = await (await fetch(`${site.origin}/api/models/dragon/similar`)).json()
  expect(api).toMatchObject({ runId: 2 })
  expect(api.similar.length).toBeGreaterThan(0)

  // Roll back to the first run.
  await page.getByRole('link', { name: 'Runs', exact: true }).click()
  await page.getByRole('region', { name: 'Runs' }).getByRole('link', { name: '1', exact: true }).click()
  await page.waitForURL('**/admin/runs/1')
  await button(page, 'Publish this run again').click()
  await button(page, 'Publish run 1').click()
  await page.getByText('Published', { exact: true }).waitFor()
  expect((await (await fetch(`${site.origin}/api/health`)).json()).publishedRunId).toBe(1)

  // All of it is written down; then out, and nothing opens any more.
  await page.getByRole('link', { name: 'Activity' }).click()
  await page.getByRole('cell', { name: 'publish run' }).waitFor()
  await button(page, 'Log out').click()
  await page.waitForURL('**/admin/login')
  await page.goto('/admin/runs/1')
  await page.waitForURL('**/admin/login?next=*')
})

it('the server stops when it is asked to, although somebody is looking', async () => {
  const site = await serveDashboard(await copyOfSmallSite())
  const api = await apiOf(site.origin)
  const stream = await api('GET', '/api/index-runs/events')
  const text = stream.text()
  await site.stop()
  expect(await text).toContain('data: {"active":null')
})

/** Takes away what a thumbnail is embedded from. */
function hideThumbnail(dataDir: string, uid: string): { hash: string; file: string } {
  const connection = openSqliteFile(path.join(dataDir, 'rec-a-sketch.db'))
  const hash = connection
    .prepare<[string], string>('SELECT thumbnailHash FROM Model WHERE uid = ?')
    .pluck()
    .get(uid)
  // From here on a retry cannot have it from the sample itself.
  connection.prepare("UPDATE Model SET sourceKey = 'gone' WHERE uid = ?").run(uid)
  connection.close()
  const original = originalFile(dataDir, hash ?? '')
  expect(readFileSync(original).length).toBeGreaterThan(0)
  renameSync(original, `${original}.hidden`)
  return { hash: hash ?? '', file: `${original}.hidden` }
}
