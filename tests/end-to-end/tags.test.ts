import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { isTooWide, objectionsTo, PHONE, visit, withBrowser } from '../setup/browser'
import { copyOfSmallSite, logIn, serveDashboard } from '../setup/dashboard'
import { openSqliteFile } from '../setup/sqlite-file'

withBrowser()

const list = z.object({ models: z.array(z.object({ name: z.string(), tags: z.array(z.string()) })) })

it('the page of a tag is in the order of its place, offers others, and has the same models as the API', async () => {
  const page = await visit('/?tag=flag')
  const order = page.getByRole('navigation', { name: 'Order' })
  expect(await order.getByRole('link').allTextContents()).toEqual(['Best fit', 'Name'])
  expect(await order.locator('[aria-current]').textContent()).toBe('Best fit')
  const names = () =>
    page.getByRole('region', { name: 'Models' }).locator('li a.font-medium').allTextContents()
  const shown = await names()
  const { models } = list.parse(await (await page.request.get('/api/models?tag=flag&limit=48')).json())
  const fits = models.map(({ name }) => name)
  expect(fits.slice(0, 40).every((name) => name.startsWith('Flag: '))).toBe(true)
  for (const name of shown) expect(fits).toContain(name)
  expect(await objectionsTo(page)).toEqual([])

  await page.getByRole('link', { name: 'More models' }).click()
  await page.waitForURL(/cursor=/)
  expect(await page.getByRole('link', { name: 'First page' }).count()).toBe(1)
  for (const name of await names()) expect(fits).not.toContain(name)
  await order.getByRole('link', { name: 'Name' }).click()
  await page.waitForURL(/sort=name/)
  expect((await names())[0]).not.toBe(shown[0])
})

it('a tag ends with what is close but lacks it, also on a phone and before any script', async () => {
  const page = await visit('/?tag=fairytale', { ...PHONE, javaScriptEnabled: false })
  const close = page.getByRole('region', { name: 'Not tagged so, but close' })
  expect(await close.locator('a.font-medium').allTextContents()).toContain('Troll')
  expect(await isTooWide(page)).toBe(false)
  expect(
    await visit('/?tag=fairytale&sort=name').then((other) => other.getByText('Not tagged so').count()),
  ).toBe(0)
})

it('the admin sees which tags models probably lack, leafs through them, and takes them along', async () => {
  const site = await serveDashboard(await copyOfSmallSite())
  const page = await logIn(site.origin)
  await page.getByRole('navigation', { name: 'Dashboard' }).getByRole('link', { name: 'Tags' }).click()
  await page.getByRole('heading', { name: 'Tags', level: 1 }).waitFor()
  const [first] = await page.getByRole('list', { name: /^Suggested for / }).all()
  expect(await first?.textContent()).toMatch(/^\d+ %.+/)
  expect(await objectionsTo(page)).toEqual([])

  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download as CSV' }).click()
  const csv = await readFile(await (await download).path(), 'utf8')
  expect(csv.split('\n')[0]).toBe('\uFEFFuid,tag,score')
  expect(csv.split('\n').length).toBeGreaterThan(24)

  const heading = () => page.getByRole('heading', { level: 2 }).first().textContent()
  const before = await heading()
  await page.getByRole('link', { name: 'More models' }).click()
  await page.waitForURL(/cursor=/)
  expect(await heading()).not.toBe(before)
  await page.getByRole('link', { name: 'Surest models' }).click()
  await expect.poll(heading).toBe(before)
})

it('the admin is told where nothing is suggested, and sees the same on a phone', async () => {
  const dataDir = await copyOfSmallSite()
  const connection = openSqliteFile(path.join(dataDir, 'rec-a-sketch.db'))
  connection.exec('DELETE FROM TagSuggestion')
  connection.close()
  const site = await serveDashboard(dataDir)
  const page = await logIn(site.origin, PHONE)
  await page.goto('/admin/tags')
  await page.getByText('Nothing is suggested').waitFor()
  expect(await page.getByRole('link', { name: 'Download as CSV' }).count()).toBe(0)
  expect(await isTooWide(page)).toBe(false)
})
