import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { serveSite } from '@/lib/benchmark/served-site'
import { visit, withBrowser } from '../setup/browser'
import { runCommand } from '../setup/commands'
import { apiModel, uidOf } from '../setup/sketchfab-models'
import { sketchfabServer } from '../setup/sketchfab-server'

withBrowser()

it('from a crawl of Sketchfab to pages with author, licence, look-alikes and links out', async () => {
  const server = await sketchfabServer(12)
  const DATA_DIR = await mkdtemp(path.join(tmpdir(), 'rec-a-sketch-'))
  onTestFinished(() => rmSync(DATA_DIR, { recursive: true, force: true }))
  const environment = { DATA_DIR, SKETCHFAB_API_URL: server.apiUrl }
  const crawl = ['catalog-sketchfab', ['--rate', '20'], environment] as const
  expect(await runCommand(...crawl)).toMatchObject({ code: 0 })
  expect(await runCommand('precompute', ['--neighbours', '5'], environment)).toMatchObject({ code: 0 })

  const site = await serveSite(DATA_DIR)
  onTestFinished(site.stop)
  const page = await visit(`/models/${uidOf(1)}`, {}, site.origin)
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Model no. 1')
  const text = (await page.locator('main').textContent()) ?? ''
  for (const fact of ['User 1', 'CC0 Public Domain', 'tag-1', 'Category 1']) expect(text).toContain(fact)
  const out = page.getByRole('link', { name: /View on Sketchfab/ }).first()
  expect(await out.getAttribute('href')).toBe(`https://sketchfab.com/3d-models/model-no-1-${uidOf(1)}`)

  const { similar } = await (await fetch(`${site.origin}/api/models/${uidOf(1)}/similar`)).json()
  expect(similar).toHaveLength(5)
  expect(await (await fetch(`${site.origin}/api/health`)).json()).toMatchObject({ models: 11 })

  // A model that is gone, one that was closed to machines since, and one that is taken down leave the pages at once.
  const [gone, closed, takenDown] = similar.map((row: { model: { uid: string } }) => row.model.uid)
  server.models = server.models
    .filter(({ uid }) => uid !== gone)
    .map((model) => (model.uid === closed ? { ...model, tags: [{ slug: 'noai' }] } : model))
  server.models.push(apiModel(server.origin, 50))
  expect(await runCommand('catalog-sketchfab', ['--rate', '20', '--update', '0'], environment)).toMatchObject(
    {
      code: 0,
      stdout: expect.stringContaining('2 gone'),
    },
  )
  expect(await runCommand('catalog-remove', [takenDown], environment)).toMatchObject({ code: 0 })
  for (const uid of [gone, closed, takenDown]) {
    expect((await fetch(`${site.origin}/models/${uid}`)).status).toBe(404)
    expect((await fetch(`${site.origin}/api/models/${uid}`)).status).toBe(404)
  }
  const left = await (await fetch(`${site.origin}/api/models/${uidOf(1)}/similar`)).json()
  expect(left.similar).toHaveLength(2)
  expect(await (await fetch(`${site.origin}/api/health`)).json()).toMatchObject({ models: 8 })

  expect(await runCommand(...crawl)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('1 model added'),
  })
  expect(await runCommand('precompute', ['--neighbours', '5'], environment)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('over 9 models is published'),
  })
})
