import { statement, type Work } from '../statement'
import { packNumbers, unpackHalves, unpackIds } from './packed-numbers'
import { keepKnownModels } from './removed-models'

/** Vectors of models under a run: their numbers in half precision, [modelIds.length, dimensions] row-major. */
export type StoredVectors = { modelIds: Int32Array; halves: Uint16Array }

type PackedBlock = { firstModelId: number; modelIds: Buffer; halves: Buffer }

const insertBlock = statement<[number, number, Uint8Array, Uint8Array]>(
  'INSERT INTO VectorBlock (runId, firstModelId, modelIds, halves) VALUES (?, ?, ?, ?)',
)
const nextBlock = statement<[number, number], PackedBlock>(
  `SELECT firstModelId, modelIds, halves FROM VectorBlock WHERE runId = ? AND firstModelId > ?
   ORDER BY firstModelId LIMIT 1`,
)
const dimensionsOf = statement<[number], { dimensions: number }>(
  `SELECT 2 * length(halves) / length(modelIds) AS dimensions FROM VectorBlock
   WHERE runId = ? AND length(modelIds) > 0 LIMIT 1`,
)
const clearBlocks = statement<[number]>('DELETE FROM VectorBlock WHERE runId = ?')
const blocksAround = statement<[number], PackedBlock & { runId: number }>(
  `SELECT runId, firstModelId, modelIds, halves FROM VectorBlock AS block WHERE firstModelId =
     (SELECT max(firstModelId) FROM VectorBlock WHERE runId = block.runId AND firstModelId <= ?)`,
)
const updateBlock = statement<[Uint8Array, Uint8Array, number, number]>(
  'UPDATE VectorBlock SET modelIds = ?, halves = ? WHERE runId = ? AND firstModelId = ?',
)

/** Stores a block under a run, but for the models that were taken down meanwhile. Ids ascend, from block to block too. */
export function* writeVectorBlock(runId: number, block: StoredVectors): Work<void> {
  const known = yield* keepKnownModels(block.modelIds)
  const { modelIds, halves } = keepRows(block, (modelId) => known.has(modelId))
  const [first] = modelIds
  if (first !== undefined) yield* insertBlock.run(runId, first, packNumbers(modelIds), packNumbers(halves))
}

/**
 * The first block of a run that began behind a model, by id; null when there is none. Models that were taken down since are
 * no longer in it: perhaps none is.
 */
export function* findVectorBlock(
  runId: number,
  behindModelId: number,
): Work<(StoredVectors & { firstModelId: number }) | null> {
  const row = yield* nextBlock.first(runId, behindModelId)
  if (!row) return null
  const { firstModelId, modelIds, halves } = row
  return { firstModelId, modelIds: unpackIds(modelIds), halves: unpackHalves(halves) }
}

/** How many numbers the vectors of a run have; null where none were kept. */
export function* findVectorDimensions(runId: number): Work<number | null> {
  return (yield* dimensionsOf.first(runId))?.dimensions ?? null
}

/** Removes what a run has kept of vectors. */
export function* clearVectors(runId: number): Work<void> {
  yield* clearBlocks.run(runId)
}

/** Takes a model's vector out of every run. */
export function* forgetVectors(modelId: number): Work<void> {
  for (const { runId, firstModelId, ...packed } of yield* blocksAround.all(modelId)) {
    const block = { modelIds: unpackIds(packed.modelIds), halves: unpackHalves(packed.halves) }
    const { modelIds, halves } = keepRows(block, (other) => other !== modelId)
    yield* updateBlock.run(packNumbers(modelIds), packNumbers(halves), runId, firstModelId)
  }
}

function keepRows({ modelIds, halves }: StoredVectors, isKept: (modelId: number) => boolean): StoredVectors {
  if (modelIds.every(isKept)) return { modelIds, halves }
  const width = halves.length / modelIds.length
  return {
    modelIds: modelIds.filter(isKept),
    halves: halves.filter((_, index) => isKept(modelIds[Math.floor(index / width)] ?? 0)),
  }
}
