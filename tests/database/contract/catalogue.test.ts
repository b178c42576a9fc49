import { expect, it } from 'vitest'
import type { Database, ModelRecord } from '@/lib/database/database'
import { allOf } from '../../setup/all-of'
import { runSettings } from '../../setup/made-up-run'
import { madeUpThumbnail, modelRecord } from '../../setup/model-record'
import { temporaryDatabase } from '../../setup/temporary'

const record = (sourceKey: string, changes: Partial<ModelRecord> = {}) =>
  modelRecord(sourceKey, {
    uidCandidates: [sourceKey, `${sourceKey}-long`],
    tags: ['wood', 'old'],
    categories: ['Furniture'],
    labels: { label: 'chair' },
    thumbnail: madeUpThumbnail,
    ...changes,
  })

async function find({ catalogue, search }: Database, query: string): Promise<string[]> {
  const { ids } = await search.listModelIds(await search.matchModels({ query }), 'name', null, 10)
  return (await catalogue.readListedModels(ids)).map(({ uid }) => uid)
}

it('adds, updates where something differs, and else changes nothing, not even the revision', async () => {
  const { database } = await temporaryDatabase()
  expect(await database.catalogue.upsertModels('folder', [record('a'), record('b')])).toEqual({
    added: 2,
    updated: 0,
    unchanged: 0,
  })
  const before = await database.readRevision()
  expect(await database.catalogue.upsertModels('folder', [record('a', { tags: ['old', 'wood'] })])).toEqual({
    added: 0,
    updated: 0,
    unchanged: 1,
  })
  expect(await database.readRevision()).toBe(before)

  for (const change of [
    { name: 'A' },
    { tags: ['new'] },
    { categories: [] },
    { labels: {} },
    { license: 'CC0' },
  ]) {
    expect(
      await database.catalogue.upsertModels('folder', [record('b', change)]),
      JSON.stringify(change),
    ).toMatchObject({
      updated: 1,
    })
  }
  expect(await database.readRevision()).not.toBe(before)
})

it('keeps the search box in step with names and tags, accents or not', async () => {
  const { database } = await temporaryDatabase()
  await database.catalogue.upsertModels('folder', [record('a', { name: 'Café table' })])
  expect(await find(database, 'cafe')).toEqual(['a'])
  expect(await find(database, 'woo')).toEqual(['a'])
  await database.catalogue.upsertModels('folder', [record('a', { name: 'Stool', tags: ['steel'] })])
  expect(await find(database, 'cafe')).toEqual([])
  expect(await find(database, 'wood')).toEqual([])
  expect(await find(database, 'stool steel')).toEqual(['a'])
})

it('has the same search entry of models with the same tags, in whatever order they came', async () => {
  const { database, connection } = await temporaryDatabase()
  await database.catalogue.upsertModels('folder', [
    record('a', { tags: ['wood', 'old'], categories: ['Tools', 'Art'] }),
    record('b', { tags: ['old', 'wood'], categories: ['Art', 'Tools'] }),
  ])
  expect(await connection.values("SELECT tags FROM ModelSearch WHERE tags <> ''")).toEqual([
    'old wood',
    'old wood',
  ])
  const filters = await connection.values('SELECT filters FROM ModelSearch')
  expect(new Set(filters).size).toBe(1)
})

it('gives each model a uid of its own, and a moved file the one it had', async () => {
  const { database } = await temporaryDatabase()
  await database.catalogue.upsertModels('folder', [
    record('/old/ship', { uidCandidates: ['ship', 'old--ship'] }),
  ])
  await database.catalogue.upsertModels('folder', [
    record('/other/ship', { uidCandidates: ['ship', 'other--ship'] }),
  ])
  await database.catalogue.upsertModels(
    'sample',
    [record('/third/ship', { uidCandidates: ['ship'] })],
    new Set(['/old/ship']),
  )
  expect(await database.catalogue.listUidHolders('folder', ['ship', 'unknown'])).toEqual(['/old/ship'])
  expect(await database.catalogue.listUidHolders('sample', ['ship'])).toEqual([])
  await database.catalogue.upsertModels(
    'folder',
    [record('/new/ship', { uidCandidates: ['ship'] })],
    new Set(['/old/ship']),
  )
  expect(await database.catalogue.listSourceKeys('folder')).toEqual([
    { sourceKey: '/new/ship', uid: 'ship' },
    { sourceKey: '/other/ship', uid: 'other--ship' },
  ])
  expect(await database.catalogue.listSourceKeys('sample')).toEqual([
    { sourceKey: '/third/ship', uid: 'ship-2' },
  ])
})

it('remembers why a thumbnail failed, keeps the one from before, and forgets the failure once it succeeds', async () => {
  const { database } = await temporaryDatabase()
  await database.catalogue.upsertModels('folder', [record('a')])
  const broken = record('a', { thumbnail: null, failure: 'cut off' })
  await database.catalogue.upsertModels('folder', [broken])
  await database.catalogue.upsertModels('folder', [broken])
  expect(await database.failures.listFailures('any recipe')).toEqual([
    { uid: 'a', name: 'a', stage: 'thumbnail', reason: 'cut off', attempts: 2 },
  ])
  expect((await database.catalogue.findListedModel('a'))?.thumbnail).toEqual(madeUpThumbnail)
  await database.catalogue.upsertModels('folder', [record('a')])
  expect(await database.failures.listFailures('any recipe')).toEqual([])
})

it('removes models with their rows in the similarity table, and nobody finds them in the rows of others, or another there', async () => {
  const { database } = await temporaryDatabase()
  await database.catalogue.upsertModels('folder', [record('a'), record('b'), record('c')])
  const runId = await database.indexRuns.beginIndexRun(runSettings({ modelCount: 3 }))
  await database.neighbours.writeNeighbours(runId, 'visual', {
    modelIds: [1, 2, 3],
    width: 2,
    neighbourIds: Int32Array.of(2, 3, 1, 3, 1, 2),
    scores: new Float32Array(6),
  })
  expect((await allOf(database.neighbours.readRows(runId, 'visual')))[1]).toEqual({
    modelId: 2,
    neighbourIds: Int32Array.of(1, 3),
    scores: Float32Array.of(0, 0),
  })
  expect(await database.neighbours.findNeighbourIds(runId, 'visual', [3, 1, 4])).toEqual(
    new Map([
      [1, Int32Array.of(2, 3)],
      [3, Int32Array.of(1, 2)],
    ]),
  )
  expect(await database.catalogue.removeModels('folder', ['b', 'unknown'])).toBe(1)
  expect(await database.catalogue.countModels()).toBe(2)
  const left = async () => {
    const rows = await allOf(database.neighbours.readTable(runId, 'visual'))
    return rows.map((row) => Object.values(row))
  }
  expect(await left()).toEqual([
    ['a', 2, 'c', 0],
    ['c', 1, 'a', 0],
  ])
  expect(await database.catalogue.removeModels('folder', ['c'])).toBe(1)
  await database.catalogue.upsertModels('folder', [record('d'), record('e')])
  expect(await left()).toEqual([])
  expect(await find(database, 'b')).toEqual([])
})
