import { expect, it } from 'vitest'
import { runResult, runSettings } from '../../setup/made-up-run'
import { modelRecord } from '../../setup/model-record'
import { temporaryDatabase } from '../../setup/temporary'

async function catalogue(...uids: string[]) {
  const { database } = await temporaryDatabase()
  const records = uids.map((uid) => modelRecord(uid, { uidCandidates: [uid] }))
  await database.catalogue.upsertModels('folder', records)
  const begin = async () => {
    const runId = await database.indexRuns.beginIndexRun(runSettings())
    const publish = async () =>
      database.indexRuns.publishRun(runId, runResult({ inputDigest: String(runId) }))
    return { runId, publish }
  }
  return { database, begin }
}

const likesOf = (models: number[]) => ({
  modelIds: models,
  width: 2,
  neighbourIds: Int32Array.from(models.flatMap((id) => [id + 1, id + 2])),
  scores: Float32Array.from(models.flatMap(() => [0.5, 0.25])),
  evidence: Int32Array.from(models.flatMap((id) => [id, 0])),
  support: models.map((id) => id * 10),
})

const made = (kind: 'visual' | 'likes' | 'tags', inputDigest = 'digest') => ({
  kind,
  inputDigest,
  modelCount: 2,
  skipped: null,
  settings: null,
})

it('keeps lists of each kind by themselves, of likes with how many like both', async () => {
  const { database, begin } = await catalogue('a', 'b', 'c')
  const { runId } = await begin()
  const { neighbours } = database
  expect(await neighbours.findKinds(runId)).toEqual([])
  await neighbours.writeNeighbours(runId, 'likes', { ...likesOf([1, 2, 3]), lengths: [2, 1, 0] })
  await neighbours.writeNeighbours(runId, 'tags', {
    modelIds: [1],
    width: 1,
    neighbourIds: Int32Array.of(3),
    scores: Float32Array.of(1),
  })
  expect(await neighbours.findKinds(runId)).toEqual(['likes', 'tags'])
  expect(await neighbours.findSimilarModels(runId, 'likes', 1)).toEqual({
    modelIds: Int32Array.of(2, 3),
    scores: Float32Array.of(0.5, 0.25),
    evidence: Int32Array.of(1, 0),
    support: 10,
  })
  expect(await neighbours.findSimilarModels(runId, 'likes', 2)).toEqual({
    modelIds: Int32Array.of(3),
    scores: Float32Array.of(0.5),
    evidence: Int32Array.of(2),
    support: 20,
  })
  const nothing = { modelIds: new Int32Array(0), scores: new Float32Array(0), evidence: null, support: null }
  expect(await neighbours.findSimilarModels(runId, 'likes', 3)).toEqual(nothing)
  expect(await neighbours.findSimilarModels(runId, 'visual', 1)).toEqual(nothing)
  expect(await neighbours.findSimilarModels(runId, 'tags', 1)).toEqual({
    modelIds: Int32Array.of(3),
    scores: Float32Array.of(1),
    evidence: null,
    support: null,
  })
  expect((await database.neighbours.findCoverage(1, runId)).hasNeighbours).toBe(false)
  await neighbours.clearNeighbours(runId, 'likes')
  expect(await neighbours.findKinds(runId)).toEqual(['tags'])
  await neighbours.clearNeighbours(runId)
  expect(await neighbours.findKinds(runId)).toEqual([])
})

it('tells what a run has made of each kind, and forgets that with the lists', async () => {
  const { database, begin } = await catalogue('a')
  const { runId } = await begin()
  const { runKinds } = database
  expect(await runKinds.readRunKinds(runId)).toEqual([])
  await runKinds.writeRunKind(runId, { ...made('visual'), settings: '{}' })
  await runKinds.writeRunKindFigures(runId, 'visual', '{"hit":1}')
  await runKinds.writeRunKind(runId, { ...made('visual'), modelCount: 3 })
  await runKinds.writeRunKind(runId, {
    ...made('likes'),
    modelCount: 0,
    skipped: 'Nobody has liked anything.',
  })
  expect(await runKinds.readRunKinds(runId)).toEqual([
    {
      kind: 'likes',
      inputDigest: 'digest',
      modelCount: 0,
      skipped: 'Nobody has liked anything.',
      settings: null,
      figures: null,
    },
    { ...made('visual'), modelCount: 3, figures: '{"hit":1}' },
  ])
  await database.neighbours.clearNeighbours(runId, 'visual')
  expect((await runKinds.readRunKinds(runId)).map(({ kind }) => kind)).toEqual(['likes'])
})

it('finds another run that has made the same of a kind, as long as it has it, and copies that', async () => {
  const { database, begin } = await catalogue('a', 'b', 'c')
  const { neighbours, runKinds } = database
  const first = await begin()
  await neighbours.writeNeighbours(first.runId, 'likes', likesOf([1, 2]))
  expect(await runKinds.findRunWithKind('likes', 'digest', -1)).toBe(null)
  await runKinds.writeRunKind(first.runId, made('likes'))
  expect(await runKinds.findRunWithKind('likes', 'digest', first.runId)).toBe(null)
  await first.publish()
  const second = await begin()
  expect(await runKinds.findRunWithKind('likes', 'other', second.runId)).toBe(null)
  expect(await runKinds.findRunWithKind('visual', 'digest', second.runId)).toBe(null)
  expect(await runKinds.findRunWithKind('likes', 'digest', second.runId)).toBe(first.runId)

  const copied = { from: first.runId, to: second.runId, kind: 'likes' as const }
  expect(await neighbours.copyNeighbours(copied, 1)).toBe(null)
  expect((await neighbours.findSimilarModels(second.runId, 'likes', 1)).modelIds).toHaveLength(0)
  await neighbours.clearNeighbours(second.runId, 'likes')
  expect(await neighbours.copyNeighbours(copied, 0)).toBe(null)
  for (const id of [1, 2]) {
    expect(await neighbours.findSimilarModels(second.runId, 'likes', id)).toEqual(
      await neighbours.findSimilarModels(first.runId, 'likes', id),
    )
  }
  await neighbours.clearNeighbours(first.runId, 'likes')
  expect(await runKinds.findRunWithKind('likes', 'digest', second.runId)).toBe(null)
})

const block = (...modelIds: number[]) => ({
  modelIds: Int32Array.from(modelIds),
  likeCounts: Int32Array.from(modelIds, (id) => id * 100),
  factors: Float32Array.from(modelIds.flatMap((id) => [id, -id])),
})

it('keeps factors of models by blocks, without those that are taken down', async () => {
  const { database, begin } = await catalogue('a', 'b', 'c', 'd')
  const { factors } = database
  const { runId } = await begin()
  await factors.writeFactorBlock(runId, block(1, 2))
  await factors.writeFactorBlock(runId, block(3, 4, 99))
  expect(await factors.findFactorBlock(runId, -1)).toEqual({ firstModelId: 1, ...block(1, 2) })
  expect(await factors.findFactorBlock(runId, 1)).toEqual({ firstModelId: 3, ...block(3, 4) })
  expect(await factors.findFactorBlock(runId, 3)).toBe(null)
  await database.catalogue.takeDownModel('a')
  await database.catalogue.takeDownModel('d')
  expect(await factors.findFactorBlock(runId, -1)).toEqual({ firstModelId: 1, ...block(2) })
  expect(await factors.findFactorBlock(runId, 1)).toEqual({ firstModelId: 3, ...block(3) })
  await factors.clearFactors(runId)
  expect(await factors.findFactorBlock(runId, -1)).toBe(null)
})

it('drops factors of runs with their lists, when they are discarded or too old', async () => {
  const { database, begin } = await catalogue('a', 'b', 'c')
  const runIds: number[] = []
  const held = await begin()
  await database.factors.writeFactorBlock(held.runId, block(1))
  await database.indexRuns.holdRun(held.runId, runResult({ inputDigest: 'held' }))
  for (let count = 0; count < 4; count++) {
    const { runId, publish } = await begin()
    await database.neighbours.writeNeighbours(runId, 'likes', likesOf([1]))
    await database.factors.writeFactorBlock(runId, block(1))
    await database.runKinds.writeRunKind(runId, made('likes'))
    await publish()
    runIds.push(runId)
  }
  await database.indexRuns.pruneRuns()
  const blocks = await Promise.all(runIds.map((runId) => database.factors.findFactorBlock(runId, -1)))
  expect(blocks.map((found) => found !== null)).toEqual([false, true, true, true])
  expect(await database.runKinds.readRunKinds(runIds[0] ?? 0)).toHaveLength(1)
  expect(await database.factors.findFactorBlock(held.runId, -1)).not.toBe(null)
  await database.indexRuns.discardRun(held.runId)
  expect(await database.factors.findFactorBlock(held.runId, -1)).toBe(null)
})
