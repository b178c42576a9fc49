import { expect, it } from 'vitest'
import { KINDS } from '@/lib/facts/kinds'
import { runSettings } from '../../setup/made-up-run'
import { modelRecord } from '../../setup/model-record'
import { temporaryDatabase } from '../../setup/temporary'

it('reads the lists of a model of all kinds at once, as one after another', async () => {
  const { database } = await temporaryDatabase()
  const { neighbours, catalogue, indexRuns } = database
  await catalogue.upsertModels(
    'folder',
    ['a', 'b', 'c'].map((name) => modelRecord(name)),
  )
  const runId = await indexRuns.beginIndexRun(runSettings())
  expect(await neighbours.findSimilarOfAllKinds(runId, 1)).toEqual(new Map())
  const rows = {
    modelIds: [1, 2],
    width: 1,
    neighbourIds: Int32Array.of(2, 3),
    scores: Float32Array.of(0.5, 1),
  }
  await neighbours.writeNeighbours(runId, 'visual', rows)
  const liked = { evidence: Int32Array.of(7, 8), support: [20, 30] }
  await neighbours.writeNeighbours(runId, 'likes', { ...rows, ...liked })
  for (const modelId of [1, 2, 3]) {
    const all = await neighbours.findSimilarOfAllKinds(runId, modelId)
    for (const kind of KINDS) {
      const one = await neighbours.findSimilarModels(runId, kind, modelId)
      if (one.modelIds.length === 0) expect(all.has(kind)).toBe(false)
      else expect(all.get(kind)).toEqual(one)
    }
  }
  expect((await neighbours.findSimilarOfAllKinds(runId, 2)).get('likes')).toMatchObject({ support: 30 })
})

it('counts how many models have each of some tags', async () => {
  const { database } = await temporaryDatabase()
  await database.catalogue.upsertModels('folder', [
    modelRecord('a', { tags: ['axe', 'bow'] }),
    modelRecord('b', { tags: ['axe', 'Bow'] }),
    modelRecord('c', { tags: ['axe', 'it’s'] }),
  ])
  const count = (tags: string[]) => database.search.countTagged(tags)
  expect(await count(['axe', 'bow', 'it’s'])).toEqual(
    new Map([
      ['axe', 3],
      ['bow', 1],
      ['it’s', 1],
    ]),
  )
  expect((await count(['cup'])).get('cup') ?? 0).toBe(0)
  expect(await count([])).toEqual(new Map())
})

it('counts how many like each of some models: whom a source has counted, or whose likes are stored', async () => {
  const { database, connection } = await temporaryDatabase()
  await database.catalogue.upsertModels(
    'folder',
    ['a', 'b', 'c'].map((name) => modelRecord(name)),
  )
  await database.likes.writeLikes(
    ['x', 'y', 'z'].flatMap((userHash) => [
      { userHash, uid: 'a' },
      { userHash, uid: 'b' },
    ]),
  )
  await connection.run("UPDATE Model SET likeCount = 70 WHERE uid = 'a'")
  await connection.run("UPDATE Model SET likeCount = 1 WHERE uid = 'b'")
  const counts = await database.search.readLikeCounts([1, 2, 3, 99])
  expect([...counts].sort()).toEqual([
    [1, 70],
    [2, 3],
    [3, 0],
  ])
  expect(await database.search.readLikeCounts([])).toEqual(new Map())
})
