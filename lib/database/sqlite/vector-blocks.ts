import type { Connection } from './connection'
import { packNumbers, unpackHalves, unpackIds } from './packed-numbers'

/** Vectors of models under a run: their numbers in half precision, [modelIds.length, dimensions] row-major. */
export type StoredVectors = { modelIds: Int32Array; halves: Uint16Array }

/** Stores a block under a run, but for the models that were taken down meanwhile. Ids ascend, from block to block too. */
export function writeVectorBlock(connection: Connection, runId: number, block: StoredVectors): void {
  const exists = connection.prepare('SELECT 1 FROM Model WHERE id = ?').pluck()
  const insert = connection.prepare(
    'INSERT INTO VectorBlock (runId, firstModelId, modelIds, halves) VALUES (?, ?, ?, ?)',
  )
  const write = connection.transaction(() => {
    const { modelIds, halves } = keepRows(block, (modelId) => exists.get(modelId) !== undefined)
    if (modelIds.length > 0) insert.run(runId, modelIds[0], packNumbers(modelIds), packNumbers(halves))
  })
  write.immediate()
}

/**
 * The first block of a run that began behind a model, by id; null when there is none. Models that were taken down since are
 * no longer in it: perhaps none is.
 */
export function findVectorBlock(
  connection: Connection,
  runId: number,
  behindModelId: number,
): (StoredVectors & { firstModelId: number }) | null {
  const row = connection
    .prepare<[number, number], { firstModelId: number; modelIds: Buffer; halves: Buffer }>(
      `SELECT firstModelId, modelIds, halves FROM VectorBlock WHERE runId = ? AND firstModelId > ?
       ORDER BY firstModelId LIMIT 1`,
    )
    .get(runId, behindModelId)
  if (!row) return null
  const { firstModelId, modelIds, halves } = row
  return { firstModelId, modelIds: unpackIds(modelIds), halves: unpackHalves(halves) }
}

/** How many numbers the vectors of a run have; null where none were kept. */
export function findVectorDimensions(connection: Connection, runId: number): number | null {
  const dimensions = connection
    .prepare<[number], number>(
      `SELECT 2 * length(halves) / length(modelIds) FROM VectorBlock
       WHERE runId = ? AND length(modelIds) > 0 LIMIT 1`,
    )
    .pluck()
    .get(runId)
  return dimensions ?? null
}

/** Removes what a run has kept of vectors. */
export function clearVectors(connection: Connection, runId: number): void {
  connection.prepare('DELETE FROM VectorBlock WHERE runId = ?').run(runId)
}

/** Takes a model's vector out of every run. */
export function forgetVectors(connection: Connection, modelId: number): void {
  const holding = connection
    .prepare<[number], { id: number; modelIds: Buffer; halves: Buffer }>(
      `SELECT rowid AS id, modelIds, halves FROM VectorBlock AS block WHERE firstModelId =
         (SELECT max(firstModelId) FROM VectorBlock WHERE runId = block.runId AND firstModelId <= ?)`,
    )
    .all(modelId)
  const update = connection.prepare('UPDATE VectorBlock SET modelIds = ?, halves = ? WHERE rowid = ?')
  for (const { id, ...packed } of holding) {
    const block = { modelIds: unpackIds(packed.modelIds), halves: unpackHalves(packed.halves) }
    const { modelIds, halves } = keepRows(block, (other) => other !== modelId)
    update.run(packNumbers(modelIds), packNumbers(halves), id)
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
