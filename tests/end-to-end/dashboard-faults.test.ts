import { readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { freePort } from '@/lib/benchmark/served-site'
import { isTooWide, objectionsTo, withBrowser } from '../setup/browser'
import { folderOfDrawings, SHAPES } from '../setup/catalogue'
import { runCommand } from '../setup/commands'
import {
  activeRun,
  apiOf,
  becomes,
  copyOfSmallSite,
  logIn,
  serveDashboard,
  serveToBeKilled,
} from '../setup/dashboard'
import { drawing } from '../setup/images'
import { keepReading } from '../setup/reader'
import { slowPictures } from '../setup/slow-pictures'
import { temporaryDirectory } from '../setup/temporary'

withBrowser()

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const barOf = async (page: Page) => Number(await page.getByRole('progressbar').getAttribute('value'))
const RUNS = '/api/index-runs'
/** Who starts a run beside another is told of that, or, where it takes seconds to begin, of a command at work. */
const TOLD =
  /^(Index run 2 is active\. Wait until it is done, or cancel it|Another command is at the same work .*Wait until it is done)\.$/

it('the web server killed during a run: the job goes on, and an open page finds both again', async () => {
  const dataDir = await copyOfSmallSite()
  const port = await freePort()
  const disk = slowPictures(100)
  const site = await serveToBeKilled(dataDir, port, disk.variables)
  const page = await logIn(site.origin)
  await page.getByRole('radio', { name: /Everything anew/ }).check()
  await button(page, 'Start the run').click()
  await page.getByRole('heading', { name: 'Run 2' }).waitFor()
  await expect.poll(() => barOf(page)).toBeGreaterThan(0)
  disk.take(800)
  const second = await logIn(site.origin)
  await second.goto('/admin/runs/2')

  await site.kill()
  for (const screen of [page, second]) {
    await screen.getByText('The connection is lost; trying again …').waitFor()
  }
  const [seen, { pid, done }] = [await barOf(page), activeRun(dataDir)]
  await expect.poll(() => activeRun(dataDir).done).toBeGreaterThan(done)

  await serveToBeKilled(dataDir, port, disk.variables)
  await expect.poll(() => barOf(page)).toBeGreaterThan(seen)
  await expect.poll(() => page.getByText('The connection is lost').count()).toBe(0)
  expect(await objectionsTo(page)).toEqual([])
  expect(activeRun(dataDir).pid).toBe(pid)
  // What steers it reaches it as before.
  await button(page, 'Pause').click()
  await button(page, 'Resume').click()
  disk.mend()
  for (const screen of [page, second]) await screen.getByText('Published', { exact: true }).waitFor()
  expect(await page.getByRole('link', { name: 'Run 2', exact: true }).count()).toBe(1)
  await second.getByText('The run ends: published.').waitFor()
})

it('started in the same instant from a browser, the API and a shell, one run begins; the others are told of it', async () => {
  const dataDir = await copyOfSmallSite()
  const disk = slowPictures(300)
  const { origin } = await serveDashboard(dataDir, disk.variables)
  const api = await apiOf(origin)
  const page = await logIn(origin)
  await page.getByRole('radio', { name: /Everything anew/ }).check()

  const answered = page.waitForResponse(
    (answer) => answer.request().method() === 'POST' && answer.url().endsWith('/forms/start-run'),
  )
  const shell = runCommand('precompute', ['--mode', 'all'], { DATA_DIR: dataDir, ...disk.variables })
  const [program, browser] = await Promise.all([
    api('POST', RUNS, { mode: 'all' }),
    answered,
    button(page, 'Start the run').click(),
  ])
  // Whoever was first, the browser shows the run, and can end it.
  await page.getByRole('heading', { name: 'Run 2' }).waitFor()
  const { startedBy } = await (await api('GET', `${RUNS}/2`)).json()
  await button(page, 'Cancel').click()
  await button(page, 'Cancel the run').click()
  await becomes(api, `${RUNS}/2`, { status: 'cancelled' })

  const { runs } = await (await api('GET', RUNS)).json()
  expect(runs.map(({ id }: { id: number }) => id)).toEqual([2, 1])
  const answers = [
    { status: program.status, body: await program.json() },
    { status: browser.status(), body: await browser.json() },
  ]
  const refusals = answers.filter(({ status }) => status >= 400)
  expect(refusals).toHaveLength(startedBy === 'shell' ? 2 : 1)
  for (const { status, body } of refusals) {
    expect({ status, detail: body.detail }).toEqual({ status: 409, detail: expect.stringMatching(TOLD) })
  }
  expect(await shell).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(
      startedBy === 'shell' ? 'Cancelled' : 'Another process is computing an index run',
    ),
  })
})

it('whatever happens to runs, readers never get anything but the published one', async () => {
  const dataDir = await copyOfSmallSite()
  const disk = slowPictures(200)
  const { origin } = await serveDashboard(dataDir, disk.variables)
  const api = await apiOf(origin)
  const similarPath = '/api/models/dragon/similar'
  const published = async () => (await (await fetch(`${origin}${similarPath}`)).json()).runId
  const reader = keepReading(origin, ['/', '/models/dragon', similarPath, '/api/health'])
  const steer = async (id: number, action: string) =>
    expect((await api('PATCH', `${RUNS}/${id}`, { action })).status, action).toBe(200)

  expect((await api('POST', RUNS, { mode: 'all' })).status).toBe(202)
  await expect.poll(() => activeRun(dataDir).done).toBeGreaterThan(0)
  await steer(2, 'pause')
  await becomes(api, `${RUNS}/2`, { status: 'paused' })
  await steer(2, 'resume')
  await becomes(api, `${RUNS}/2`, { status: 'running' })
  process.kill(activeRun(dataDir).pid, 'SIGKILL')
  await becomes(api, `${RUNS}/2`, { status: 'interrupted' })
  await steer(2, 'resume')
  await becomes(api, `${RUNS}/2`, { status: 'running' })
  await steer(2, 'cancel')
  await becomes(api, `${RUNS}/2`, { status: 'cancelled' })
  expect(await published()).toBe(1)

  // Another one is published, and taken back.
  const shorter = await runCommand('precompute', ['--neighbours', '12'], { DATA_DIR: dataDir })
  expect(shorter.code).toBe(0)
  expect(await published()).toBe(3)
  await steer(1, 'publish')
  expect(await published()).toBe(1)
  expect((await api('DELETE', `${RUNS}/3`)).status).toBe(204)

  const { answers, wrong } = await reader.stop()
  expect(wrong).toEqual([])
  expect(answers).toBeGreaterThan(10)
})

describe('a run that looks wrong', () => {
  /** Labelled drawings with a run published, and since then pictures that have nothing to do with their labels. */
  async function worsenedCatalogue() {
    const parent = temporaryDirectory()
    const { folder, labels } = await folderOfDrawings(parent)
    const environment = { DATA_DIR: path.join(parent, 'data') }
    const load = () => runCommand('catalog-folder', [folder, '--labels', labels], environment)
    await load()
    expect(await runCommand('precompute', ['--neighbours', '6'], environment)).toMatchObject({ code: 0 })
    const files = readdirSync(folder).toSorted()
    for (const [place, file] of files.entries()) {
      const [, colour = ''] = path.basename(file, '.png').split('-')
      writeFileSync(path.join(folder, file), await drawing(SHAPES[place % SHAPES.length] ?? 'circle', colour))
    }
    expect(await load()).toMatchObject({ code: 0 })
    return environment.DATA_DIR
  }

  /** Starts a run in the browser, and opens it when it waits for a review. */
  async function startAndLook(page: Page, run: number) {
    await page.getByRole('link', { name: 'Overview' }).click()
    await button(page, 'Start the run').click()
    const latest = page.getByRole('region', { name: 'Last run' })
    await latest.getByRole('link', { name: `Run ${run}` }).waitFor()
    await latest.getByText('Needs review').waitFor()
    await latest.getByRole('link', { name: 'Look at it' }).click()
    await page.waitForURL(`**/admin/runs/${run}`)
  }

  it('waits, shows why and what changed, and is discarded or published as the admin decides', async () => {
    const { origin } = await serveDashboard(await worsenedCatalogue())
    const published = async () =>
      (await (await fetch(`${origin}/api/models/circle-teal/similar`)).json()).runId
    const page = await logIn(origin)

    await startAndLook(page, 2)
    expect(await published()).toBe(1)
    const comparison = page.getByRole('region', { name: 'Against run 1' })
    expect(await comparison.getByText(/^Neighbours agree less with the label “label”/).count()).toBe(1)
    expect(await comparison.textContent()).toMatch(/[01]\.\d{3} → [01]\.\d{3}, over \d+ model/)
    const samples = comparison
      .getByRole('listitem')
      .filter({ has: page.getByText('Before', { exact: true }) })
    expect(await samples.count()).toBe(8)
    expect(await samples.first().locator('p').allTextContents()).toEqual(['Before', 'After'])
    expect(await samples.first().locator('img').count()).toBe(1 + 6 + 6)
    expect(await objectionsTo(page)).toEqual([])
    await page.setViewportSize({ width: 360, height: 740 })
    expect(await isTooWide(page)).toBe(false)
    await page.setViewportSize({ width: 1280, height: 900 })

    await button(page, 'Discard').click()
    await button(page, 'Discard it').click()
    await page.getByText('Discarded', { exact: true }).waitFor()
    expect(await published()).toBe(1)

    // The same again waits again; this time it is wanted.
    await startAndLook(page, 3)
    expect(await published()).toBe(1)
    await button(page, 'Publish').click()
    await button(page, 'Keep what is published').click()
    expect(await published()).toBe(1)
    await button(page, 'Publish').click()
    await button(page, 'Publish run 3').click()
    await page.getByText('Published', { exact: true }).waitFor()
    expect(await published()).toBe(3)
  })
})
