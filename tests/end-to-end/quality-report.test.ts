import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { expect, inject, it } from 'vitest'
import { isTooWide, objectionsTo, PHONE, visit, withBrowser } from '../setup/browser'
import { runCommand } from '../setup/commands'
import { logIn } from '../setup/dashboard'
import { temporaryDirectory } from '../setup/temporary'

withBrowser()

/** What a page has asked for, besides itself and what it has within. */
const requestsOf = (page: Page) =>
  page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map(({ name }) => name)
      .filter((name) => !name.startsWith('data:')),
  )

it('the report of evaluate is read without network, by anybody, on any screen', async () => {
  const file = path.join(temporaryDirectory(), 'report.html')
  const environment = { DATA_DIR: inject('dataDir') }
  const { code, stderr } = await runCommand('evaluate', ['--report', file, '--json'], environment)
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining(`The report is in ${file}.`) })
  const address = pathToFileURL(file).href
  for (const options of [{}, { colorScheme: 'dark' as const }, PHONE]) {
    const page = await visit(address, { ...options, offline: true })
    expect(await requestsOf(page)).toEqual([])
    expect(await objectionsTo(page)).toEqual([])
    expect(await isTooWide(page)).toBe(false)
  }

  const page = await visit(address, { offline: true })
  expect(await page.evaluate(() => [...document.images].every((image) => image.naturalWidth > 0))).toBe(true)
  expect(await page.evaluate(() => document.fonts.check('16px "Instrument Serif"'))).toBe(true)
  expect(await page.locator('.query').count()).toBe(18)
  expect(await page.locator('.hit').count()).toBeGreaterThan(60)

  const table = page.locator('section[aria-labelledby=by-label]')
  const firstLabel = () => table.locator('tbody tr').first().locator('th').textContent()
  expect(await firstLabel()).toBe('alphanum')
  const queries = table.getByRole('button', { name: 'Queries' })
  await queries.click()
  await queries.click()
  expect(await firstLabel()).toBe('country-flag')
  expect(await queries.locator('..').getAttribute('aria-sort')).toBe('descending')
})

it('a run’s page leads to the report that its review has kept', async () => {
  const page = await logIn(inject('origin'))
  await page.goto('/admin/runs/1')
  await page.getByRole('link', { name: 'Quality report' }).click()
  await page.waitForURL('**/api/index-runs/1/report')
  expect(await page.locator('h1').textContent()).toBe('How good the look-alikes of run 1 are')
  expect(await page.locator('.hit img').count()).toBeGreaterThan(60)
  expect(await page.evaluate(() => document.fonts.check('16px "Instrument Serif"'))).toBe(true)
  expect(await objectionsTo(page)).toEqual([])
  await page.getByRole('link', { name: 'Back to run 1' }).click()
  await page.waitForURL('**/admin/runs/1')

  const stranger = await fetch(`${inject('origin')}/api/index-runs/1/report`)
  expect(stranger.status).toBe(401)
})
