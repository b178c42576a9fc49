import path from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { openDatabase } from '@/lib/database/database'
import { visit, withBrowser } from '../setup/browser'
import { folderOfDrawings } from '../setup/catalogue'
import { runCommand } from '../setup/commands'
import { PASSWORD, serveDashboard } from '../setup/dashboard'
import { placeIn, temporaryDirectory } from '../setup/temporary'

withBrowser()

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

/** A small catalogue, a crawl that was cancelled, and one that was deleted. */
async function smallCatalogue(): Promise<string> {
  const parent = temporaryDirectory()
  const { folder, labels } = await folderOfDrawings(parent)
  const dataDir = path.join(parent, 'data')
  expect(
    await runCommand('catalog-folder', [folder, '--labels', labels], { DATA_DIR: dataDir }),
  ).toMatchObject({ code: 0 })
  const database = await openDatabase(placeIn(dataDir))
  const crawl = await database.crawls.beginCrawlRun('{"limit":60}', 'dashboard')
  await database.runs.endRun(crawl, 'cancelled', 'Cancelled.')
  for (const [action, runId] of [
    ['start crawl', crawl],
    ['delete crawl', 77],
  ] as const) {
    await database.audit.writeAuditEntry({
      at: new Date(),
      action,
      runId,
      detail: null,
      address: '127.0.0.1',
    })
  }
  await database.close()
  return dataDir
}

/** Looks at a page again and again, as somebody does, until it says something. */
async function lookUntil(page: Page, words: string): Promise<void> {
  await expect
    .poll(
      async () => {
        await page.reload()
        return page.getByText(words, { exact: true }).count()
      },
      { timeout: 120_000 },
    )
    .toBeGreaterThan(0)
}

/** Follows every link of the dashboard: where they lead, and which of them lead nowhere. */
async function followLinks(page: Page): Promise<{ seen: string[]; dead: string[] }> {
  const waiting = ['/admin']
  const seen = new Set(waiting)
  const dead: string[] = []
  for (let address = waiting.shift(); address !== undefined; address = waiting.shift()) {
    const answer = await page.request.get(address)
    if (!answer.ok()) dead.push(`${address}: ${answer.status()}`)
    if (!address.startsWith('/admin')) continue
    const html = await answer.text()
    for (const [, given = ''] of html.matchAll(/<(?:a|img)\b[^>]*?\b(?:href|src)="(\/[^"#]*)/g)) {
      const link = given.replaceAll('&amp;', '&')
      if (!seen.has(link)) waiting.push(link)
      seen.add(link)
    }
  }
  return { seen: Array.from(seen), dead }
}

it(
  'the whole dashboard works without JavaScript, and asks before what cannot be undone',
  { timeout: 300_000 },
  async () => {
    const dataDir = await smallCatalogue()
    const { origin } = await serveDashboard(dataDir)
    const page = await visit('/admin/crawls', { javaScriptEnabled: false }, origin)
    const addresses: string[] = []
    page.on('request', (request) => addresses.push(request.url()))

    // In, past a wrong password, to the page that was wanted.
    await page.getByLabel('Password').fill('a-wrong-password')
    await button(page, 'Log in').click()
    expect(await page.getByRole('main').getByRole('alert').textContent()).toContain(
      'That is not the password',
    )
    expect(new URL(page.url()).pathname).toBe('/admin/login')
    await page.getByLabel('Password').fill(PASSWORD)
    await button(page, 'Log in').click()
    await page.waitForURL('**/admin/crawls')

    // A crawl that cannot be: what is wrong stands beside what was filled in.
    await page.getByLabel('Category', { exact: true }).fill('cats & dogs')
    await page.getByLabel('Tag', { exact: true }).fill('lowpoly')
    await button(page, 'Start the crawl').click()
    const category = page.getByLabel('Category', { exact: true })
    expect(await category.inputValue()).toBe('cats & dogs')
    expect(await category.getAttribute('aria-invalid')).toBe('true')
    expect(await page.locator('#wrong-category').textContent()).toContain('must be letters')
    expect(await page.getByLabel('Tag', { exact: true }).inputValue()).toBe('lowpoly')
    await page.getByRole('radio', { name: /^Single models/ }).check()
    expect(await category.isVisible()).toBe(false)
    expect(await page.getByLabel('Addresses or uids, one a line').isVisible()).toBe(true)

    // Two runs; the second is published.
    await page.getByRole('link', { name: 'Overview' }).click()
    await button(page, 'Start the run').click()
    await lookUntil(page, 'Published')
    await page.getByRole('radio', { name: /Everything anew/ }).check()
    await button(page, 'Start the run').click()
    await lookUntil(page, 'Run 3')
    await lookUntil(page, 'Published')

    // To roll back is asked for first; to say no is the first choice.
    await page.goto('/admin/runs/2')
    await button(page, 'Publish this run again').click()
    await button(page, 'Keep what is published').click()
    expect(await page.getByRole('dialog').count()).toBe(0)
    await button(page, 'Publish this run again').click()
    expect(await page.getByRole('dialog').getByRole('button').allTextContents()).toEqual([
      'Keep what is published',
      'Publish run 2',
    ])
    await button(page, 'Publish run 2').click()
    await page.getByText('Published', { exact: true }).waitFor()

    // So is to delete.
    await page.goto('/admin/crawls/1')
    await button(page, 'Delete').click()
    expect(await page.getByRole('dialog').textContent()).toContain('Delete crawl 1?')
    await page.goto('/admin/runs/3')
    await button(page, 'Delete').click()
    await button(page, 'Delete it').click()
    await page.waitForURL('**/admin/runs')
    expect(await page.getByRole('row').count()).toBe(2)

    // Every link leads somewhere, and there is none to runs that are gone.
    const database = await openDatabase(placeIn(dataDir))
    for (const modelId of [1, 2])
      await database.failures.recordFailure(modelId, 'embed', 'It is damaged.', modelId * 3)
    await database.close()
    await page.goto('/admin/activity')
    expect(await page.getByRole('cell', { name: '77, deleted' }).count()).toBe(1)
    const { seen, dead } = await followLinks(page)
    expect(dead).toEqual([])
    const led = ['/about', '/admin/failures', '/admin/crawls/1', '/admin/runs/2', '/models/circle-black']
    expect(seen).toEqual(expect.arrayContaining(led))

    await button(page, 'Log out').click()
    await page.waitForURL('**/admin/login')
    await page.goto('/admin/runs')
    await page.waitForURL('**/admin/login?next=*')
    expect(addresses.join('\n')).not.toMatch(/password=|a-wrong-password/)
  },
)
