import { expect, it } from 'vitest'
import {
  type ModelRecord,
  countModels,
  listSourceKeys,
  removeModels,
  upsertModels,
} from '@/lib/database/catalogue'
import { listFailures } from '@/lib/database/failures'
import { iterateNeighbours, neighbourWriter } from '@/lib/database/neighbours'
import { temporaryDatabase } from '../setup/temporary'

const thumbnail = { hash: 'a'.repeat(64), width: 10, height: 10, ground: null, focus: 50 }

const record = (sourceKey: string, changes: Partial<ModelRecord> = {}): ModelRecord => ({
  sourceKey,
  uidCandidates: [sourceKey, `${sourceKey}-long`],
  name: sourceKey,
  url: null,
  author: null,
  license: null,
  tags: ['wood', 'old'],
  categories: ['Furniture'],
  labels: { label: 'chair' },
  thumbnail,
  failure: null,
  ...changes,
})

const find = (connection: ReturnType<typeof temporaryDatabase>['connection'], words: string) =>
  connection
    .prepare(
      'SELECT uid FROM ModelSearch JOIN Model ON Model.id = ModelSearch.rowid WHERE ModelSearch MATCH ?',
    )
    .pluck()
    .all(words)

const revision = (connection: ReturnType<typeof temporaryDatabase>['connection']) =>
  connection.prepare('SELECT revision FROM CatalogueRevision').pluck().get()

it('adds, updates where something differs, and else changes nothing, not even the revision', () => {
  const { connection } = temporaryDatabase()
  expect(upsertModels(connection, 'folder', [record('a'), record('b')])).toEqual({
    added: 2,
    updated: 0,
    unchanged: 0,
  })
  const before = revision(connection)
  expect(upsertModels(connection, 'folder', [record('a', { tags: ['old', 'wood'] })])).toEqual({
    added: 0,
    updated: 0,
    unchanged: 1,
  })
  expect(revision(connection)).toBe(before)

  for (const change of [
    { name: 'A' },
    { tags: ['new'] },
    { categories: [] },
    { labels: {} },
    { license: 'CC0' },
  ]) {
    expect(upsertModels(connection, 'folder', [record('b', change)]), JSON.stringify(change)).toMatchObject({
      updated: 1,
    })
  }
  expect(revision(connection)).not.toBe(before)
})

it('keeps the search box in step with names and tags, accents or not', () => {
  const { connection } = temporaryDatabase()
  upsertModels(connection, 'folder', [record('a', { name: 'Café table' })])
  expect(find(connection, 'cafe')).toEqual(['a'])
  expect(find(connection, 'wood*')).toEqual(['a'])
  upsertModels(connection, 'folder', [record('a', { name: 'Stool', tags: ['steel'] })])
  expect(find(connection, 'cafe OR wood')).toEqual([])
  expect(find(connection, 'stool AND steel')).toEqual(['a'])
})

it('gives each model a uid of its own, and a moved file the one it had', () => {
  const { connection } = temporaryDatabase()
  upsertModels(connection, 'folder', [record('/old/ship', { uidCandidates: ['ship', 'old--ship'] })])
  upsertModels(
    connection,
    'folder',
    [record('/other/ship', { uidCandidates: ['ship', 'other--ship'] })],
    () => false,
  )
  upsertModels(connection, 'sample', [record('/third/ship', { uidCandidates: ['ship'] })], () => true)
  upsertModels(
    connection,
    'folder',
    [record('/new/ship', { uidCandidates: ['ship'] })],
    (key) => key === '/old/ship',
  )
  expect(listSourceKeys(connection, 'folder')).toEqual([
    { sourceKey: '/new/ship', uid: 'ship' },
    { sourceKey: '/other/ship', uid: 'other--ship' },
  ])
  expect(listSourceKeys(connection, 'sample')).toEqual([{ sourceKey: '/third/ship', uid: 'ship-2' }])
})

it('remembers why a thumbnail failed, keeps the one from before, and forgets the failure once it succeeds', () => {
  const { connection } = temporaryDatabase()
  upsertModels(connection, 'folder', [record('a')])
  const broken = record('a', { thumbnail: null, failure: 'cut off' })
  upsertModels(connection, 'folder', [broken])
  upsertModels(connection, 'folder', [broken])
  expect(listFailures(connection, 'any recipe')).toEqual([
    { uid: 'a', name: 'a', stage: 'thumbnail', reason: 'cut off', attempts: 2 },
  ])
  expect(connection.prepare('SELECT thumbnailHash FROM Model').pluck().get()).toBe(thumbnail.hash)
  upsertModels(connection, 'folder', [record('a')])
  expect(listFailures(connection, 'any recipe')).toEqual([])
})

it('removes models with their rows in the similarity table, and nobody finds them in the rows of others, or another there', () => {
  const { connection } = temporaryDatabase()
  upsertModels(connection, 'folder', [record('a'), record('b'), record('c')])
  connection.exec(`
    INSERT INTO Run (id, job, status, stage, startedBy, pid, heartbeatAt, startedAt)
    VALUES (1, 'precompute', 'finished', 'publish', 'shell', 1, '', '');
    INSERT INTO IndexRun (id, mode, recipe, recipeId, engine, neighbours) VALUES (1, 'all', 'r', 'r', 'e', 2)`)
  const write = neighbourWriter(connection, 1, 'visual')
  write({
    modelIds: [1, 2, 3],
    width: 2,
    neighbourIds: Int32Array.of(2, 3, 1, 3, 1, 2),
    scores: new Float32Array(6),
  })
  expect(removeModels(connection, 'folder', ['b', 'unknown'])).toBe(1)
  expect(countModels(connection)).toBe(2)
  expect(connection.prepare('SELECT modelId FROM NeighbourList').pluck().all()).toEqual([1, 3])
  const left = () => [...iterateNeighbours(connection, 1, 'visual')].map((row) => Object.values(row))
  expect(left()).toEqual([
    ['a', 2, 'c', 0],
    ['c', 1, 'a', 0],
  ])
  expect(removeModels(connection, 'folder', ['c'])).toBe(1)
  upsertModels(connection, 'folder', [record('d'), record('e')])
  expect(left()).toEqual([])
  expect(find(connection, 'b')).toEqual([])
})
