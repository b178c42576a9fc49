import { rmSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { folderEntries } from '@/lib/catalogue/folder'
import { openDatabase } from '@/lib/database/database'
import { importCatalogue } from '@/lib/importing/import-catalogue'
import { folderStorage } from '@/lib/storage/files'
import { folderOfDrawings } from '../setup/catalogue'
import { workerOfFile } from '../setup/file-worker'
import { runResult, runSettings } from '../setup/made-up-run'
import { modelRecord } from '../setup/model-record'
import { sqliteAlone } from '../setup/sqlite-alone'
import { detailOf } from './admin-fixture'
import { indexRunSite } from './index-run-client'

const { start, run, steer, remove, ended, ...place } = await indexRunSite()
workerOfFile(place)

// Two runs, published one after the other, and a model that there is no picture of.
beforeAll(async () => {
  const { catalogue, indexRuns, close } = await openDatabase(place)
  await catalogue.upsertModels('folder', [modelRecord('unseen')])
  for (const inputDigest of ['one', 'other'])
    await indexRuns.publishRun(await indexRuns.beginIndexRun(runSettings()), runResult({ inputDigest }))
  await close()
})

describe('what does not fit', () => {
  it.each([
    [1, 'resume', 'Run 1 is finished: one cannot resume it.'],
    [1, 'pause', 'Run 1 is finished: one cannot pause it.'],
    [2, 'publish', 'Run 2 is the published one'],
    [2, 'discard', 'Run 2 is the published one'],
  ])('run %d, asked to %s, is a conflict that says why', async (id, action, detail) => {
    const answer = await steer(id, action)
    expect(answer.status).toBe(409)
    expect(await detailOf(answer)).toContain(detail)
  })

  it('the published run cannot be deleted', async () => {
    const answer = await remove(2)
    expect(answer.status).toBe(409)
    expect(await detailOf(answer)).toContain('Publish another run first')
  })

  it.each(['99', '0', '-1', '1e3', 'x', '../1', '12345678901234567890'])(
    'a run called %s is not found',
    async (id) => {
      const answer = await run(id)
      expect(answer.status).toBe(404)
      expect(await detailOf(answer)).toContain(id)
    },
  )

  it.each([
    [{ mode: 'some' }, 'mode must be missing or all'],
    [{}, 'mode must be missing or all'],
    [{ mode: 'all', speed: 11 }, 'speed'],
    [{ mode: 'all', recipe: 'vgg99' }, 'There is no recipe “vgg99”; known are default'],
    [{ mode: 'all', recipe: 'vgg16' }, 'The network of the recipe “vgg16” is not here yet'],
    [{ mode: 'missing', retry: [] }, 'retry'],
    [{ mode: 'all', recipe: '--help' }, 'There is no recipe “--help”'],
  ])('%j starts nothing', async (body, detail) => {
    const answer = await start(body)
    expect(answer.status).toBe(400)
    expect(await detailOf(answer)).toContain(detail)
  })

  sqliteAlone('a worker waits for it')('while another command embeds, no run is started', async () => {
    const database = await openDatabase(place)
    const lock = await database.locks.acquire('precompute')
    const answer = await start({ mode: 'missing' })
    await lock?.release()
    await database.close()
    expect(answer.status).toBe(409)
    expect(await detailOf(answer)).toContain('Another command is at the same work')
  })

  sqliteAlone('a run that waits has begun, and says why it failed')(
    'a job that cannot begin says why in its own words',
    async () => {
      rmSync(path.join(place.dataDir, 'logs'), { recursive: true, force: true })
      const answer = await start({ mode: 'missing' })
      expect(answer.status).toBe(422)
      expect(await detailOf(answer)).toContain('There is no model with a thumbnail in the catalogue')
    },
  )
})

it('two starts in the same instant begin one run, and the other is told of it', async () => {
  const database = await openDatabase(place)
  const { entries } = await folderEntries((await folderOfDrawings()).folder)
  await importCatalogue(database, folderStorage(place.dataDir), 'folder', entries)
  await database.close()
  const answers = await Promise.all([
    start({ mode: 'all' }),
    start({ mode: 'all' }),
    start({ mode: 'missing' }),
  ])
  const begun = answers.filter(({ status }) => status === 202)
  expect(begun).toHaveLength(1)
  const { id } = await begun[0]?.json()
  for (const answer of answers.filter(({ status }) => status !== 202)) {
    expect(answer.status).toBe(409)
    const detail = await detailOf(answer)
    // Where a run takes seconds to begin, it has no number yet.
    if (detail.startsWith('Another command is at the same work')) continue
    expect(detail).toContain(`Index run ${id} is active`)
    expect(answer.headers.get('location')).toBe(`/api/index-runs/${id}`)
  }
  expect(await ended(id)).toMatchObject({ status: 'finished' })
})
