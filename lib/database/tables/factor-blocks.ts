import { statement, type Work } from '../statement'
import { packNumbers, unpackIds, unpackScores } from './packed-numbers'
import { keepKnownModels } from './removed-models'

/** Factors of models under a run. */
export type StoredFactors = {
  modelIds: Int32Array
  /** How many likes of each were learned from: factors of one with none are made of what else is known of it. */
  likeCounts: Int32Array
  /** [modelIds.length, factors] row-major */
  factors: Float32Array
}

type PackedBlock = { firstModelId: number; modelIds: Buffer; likeCounts: Buffer; factors: Buffer }

const insertBlock = statement<[number, number, Uint8Array, Uint8Array, Uint8Array]>(
  'INSERT INTO FactorBlock (runId, firstModelId, modelIds, likeCounts, factors) VALUES (?, ?, ?, ?, ?)',
)
const nextBlock = statement<[number, number], PackedBlock>(
  `SELECT firstModelId, modelIds, likeCounts, factors FROM FactorBlock WHERE runId = ? AND firstModelId > ?
   ORDER BY firstModelId LIMIT 1`,
)
const clearBlocks = statement<[number]>('DELETE FROM FactorBlock WHERE runId = ?')
const blocksAround = statement<[number], PackedBlock & { runId: number }>(
  `SELECT runId, firstModelId, modelIds, likeCounts, factors FROM FactorBlock AS block WHERE firstModelId =
     (SELECT max(firstModelId) FROM FactorBlock WHERE runId = block.runId AND firstModelId <= ?)`,
)
const updateBlock = statement<[Uint8Array, Uint8Array, Uint8Array, number, number]>(
  'UPDATE FactorBlock SET modelIds = ?, likeCounts = ?, factors = ? WHERE runId = ? AND firstModelId = ?',
)

/** Stores a block under a run, but for the models that were taken down meanwhile. Ids ascend, from block to block too. */
export function* writeFactorBlock(runId: number, block: StoredFactors): Work<void> {
  const known = yield* keepKnownModels(block.modelIds)
  const { modelIds, likeCounts, factors } = keepRows(block, (modelId) => known.has(modelId))
  const [first] = modelIds
  if (first === undefined) return
  yield* insertBlock.run(runId, first, packNumbers(modelIds), packNumbers(likeCounts), packNumbers(factors))
}

/**
 * The first block of a run that began behind a model, by id; null when there is none. Models that were taken down since are
 * no longer in it: perhaps none is.
 */
export function* findFactorBlock(
  runId: number,
  behindModelId: number,
): Work<(StoredFactors & { firstModelId: number }) | null> {
  const row = yield* nextBlock.first(runId, behindModelId)
  return row ? { firstModelId: row.firstModelId, ...unpack(row) } : null
}

/** Removes what a run has kept of factors. */
export function* clearFactors(runId: number): Work<void> {
  yield* clearBlocks.run(runId)
}

/** Takes a model's factors out of every run. */
export function* forgetFactors(modelId: number): Work<void> {
  for (const packed of yield* blocksAround.all(modelId)) {
    const { modelIds, likeCounts, factors } = keepRows(unpack(packed), (other) => other !== modelId)
    yield* updateBlock.run(
      packNumbers(modelIds),
      packNumbers(likeCounts),
      packNumbers(factors),
      packed.runId,
      packed.firstModelId,
    )
  }
}

function unpack({ modelIds, likeCounts, factors }: PackedBlock): StoredFactors {
  return {
    modelIds: unpackIds(modelIds),
    likeCounts: unpackIds(likeCounts),
    factors: unpackScores(factors),
  }
}

function keepRows(block: StoredFactors, isKept: (modelId: number) => boolean): StoredFactors {
  const { modelIds, likeCounts, factors } = block
  if (modelIds.every(isKept)) return block
  const width = factors.length / modelIds.length
  return {
    modelIds: modelIds.filter(isKept),
    likeCounts: likeCounts.filter((_, row) => isKept(modelIds[row] ?? 0)),
    factors: factors.filter((_, index) => isKept(modelIds[Math.floor(index / width)] ?? 0)),
  }
}
