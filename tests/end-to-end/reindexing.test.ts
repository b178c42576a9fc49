import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { serveSite } from '@/lib/benchmark/served-site'
import { folderOfDrawings } from '../setup/catalogue'
import { runCommand, startCommand } from '../setup/commands'

it('from an empty site to a folder’s look-alikes, every answer right all along', async () => {
  const DATA_DIR = await mkdtemp(path.join(tmpdir(), 'rec-a-sketch-'))
  onTestFinished(() => rmSync(DATA_DIR, { recursive: true, force: true }))
  const site = await serveSite(DATA_DIR)
  onTestFinished(site.stop)
  const get = (where: string) => fetch(`${site.origin}${where}`)

  expect(await (await get('/api/health')).json()).toMatchObject({ models: 0, publishedRunId: null })
  expect(await (await get('/')).text()).toContain('npm run')

  const { folder, labels } = await folderOfDrawings()
  expect(await runCommand('catalog-folder', [folder, '--labels', labels], { DATA_DIR })).toMatchObject({
    code: 0,
  })
  expect((await get('/models/circle-teal')).status).toBe(200)
  const unpublished = await get('/api/models/circle-teal/similar')
  expect(unpublished.status).toBe(503)
  expect(unpublished.headers.get('content-type')).toBe('application/problem+json')

  expect(await runCommand('precompute', ['--neighbours', '6'], { DATA_DIR })).toMatchObject({ code: 0 })
  const { runId, similar } = await (await get('/api/models/circle-teal/similar')).json()
  expect({ runId, count: similar.length }).toEqual({ runId: 1, count: 6 })
  expect(await (await get('/models/circle-teal')).text()).toContain(`/models/${similar[0].model.uid}`)

  // A new run is computed while pages are read: no request fails, and the new table shows at once.
  const job = startCommand('precompute', ['--mode', 'all', '--neighbours', '3'], { DATA_DIR })
  let exited = false
  void once(job, 'exit').then(() => (exited = true))
  while (!exited) {
    for (const where of ['/', '/models/circle-teal', '/api/models/circle-teal/similar']) {
      expect((await get(where)).status, where).toBe(200)
    }
  }
  expect(job.exitCode).toBe(0)
  const after = await (await get('/api/models/circle-teal/similar')).json()
  expect({ runId: after.runId, count: after.similar.length }).toEqual({ runId: 2, count: 3 })
  const page = await (await get('/models/circle-teal')).text()
  expect(new Set(page.match(/href="\/models\/[^"]+"/g)).size).toBe(3)

  // Another recipe, and back: the page says which one was used, and the run that was kept shows again.
  const recipeOnPage = async () =>
    /found by the recipe[^]*?<span[^>]*>([^<]+)<\/span> in index run[^\d]*(\d+)/
      .exec(await (await get('/models/circle-teal')).text())
      ?.slice(1)
  expect(await recipeOnPage()).toEqual(['default', '2'])
  await runCommand('precompute', ['--recipe', 'mobilenet_v2', '--neighbours', '3'], { DATA_DIR })
  expect(await recipeOnPage()).toEqual(['mobilenet_v2', '3'])
  expect(await runCommand('precompute', ['--neighbours', '3'], { DATA_DIR })).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Index run 2 was made from the same, and is published again'),
  })
  expect(await recipeOnPage()).toEqual(['default', '2'])
})
