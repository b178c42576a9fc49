import type { Kind } from '@/lib/facts/kinds'
import type { Connection } from './connection'
import { packNumbers, unpackIds, unpackScores } from './packed-numbers'

/** Neighbours of some models, best first. */
export type NeighbourRows = {
  modelIds: ArrayLike<number>
  /** Neighbours a model. */
  width: number
  /** Model ids of the neighbours, [count, width] row-major. */
  neighbourIds: Int32Array
  /** Their scores, [count, width] row-major. */
  scores: Float32Array
}

/**
 * Stores rows under a run, in one transaction. Models that have been removed from the catalogue meanwhile are left out,
 * as they would be had they been removed after.
 */
export function writeNeighbours(
  connection: Connection,
  runId: number,
  kind: Kind,
  { modelIds, width, neighbourIds, scores }: NeighbourRows,
): void {
  const insert = connection.prepare(
    `INSERT INTO NeighbourList (runId, kind, modelId, neighbourIds, scores)
     SELECT ?, ?, id, ?, ? FROM Model WHERE id = ?`,
  )
  const write = connection.transaction(() => {
    for (let row = 0; width > 0 && row < modelIds.length; row++) {
      const [start, end] = [row * width, (row + 1) * width]
      const packed = [neighbourIds, scores].map((values) => packNumbers(values.subarray(start, end)))
      insert.run(runId, kind, ...packed, modelIds[row])
    }
  })
  write.immediate()
}

/**
 * The similarity table of a run as model ids: a row a model that has neighbours, in the order of the catalogue, of its
 * neighbours the first `depth` that have not been removed, best first.
 */
export function* iterateNeighbourIds(
  connection: Connection,
  runId: number,
  kind: Kind,
  depth: number,
): Generator<{ modelId: number; neighbourIds: number[] }> {
  const known = new Set(connection.prepare<[], number>('SELECT id FROM Model').pluck().all())
  const statement = connection
    .prepare<[number, Kind], [number, Buffer]>(
      'SELECT modelId, neighbourIds FROM NeighbourList WHERE runId = ? AND kind = ? ORDER BY modelId',
    )
    .raw()
  for (const [modelId, packed] of statement.iterate(runId, kind)) {
    const neighbourIds = [...unpackIds(packed)].filter((id) => known.has(id)).slice(0, depth)
    if (known.has(modelId) && neighbourIds.length > 0) yield { modelId, neighbourIds }
  }
}

/** What of the catalogue an index run is over. */
const INDEXED = 'isListed AND NOT isBelowThreshold'

/**
 * How many models that a run would be over today have neighbours under a run. Their best may be gone, with the model that
 * it was.
 */
export function countCoveredModels(connection: Connection, runId: number, kind: Kind): number {
  return (
    connection
      .prepare<[number, Kind], number>(
        `SELECT count(*) FROM Model WHERE ${INDEXED}
         AND EXISTS (SELECT 1 FROM NeighbourList WHERE runId = ? AND kind = ? AND modelId = Model.id)`,
      )
      .pluck()
      .get(runId, kind) ?? 0
  )
}

/**
 * How many of those that `countCoveredModels` counts under one run have failed since: in a later run, which may still
 * have them by a vector of before, or so that it has them no longer.
 */
export function countLostModels(
  connection: Connection,
  beforeRunId: number,
  afterRunId: number,
  kind: Kind,
): number {
  const row = (run: string) =>
    `SELECT 1 FROM NeighbourList WHERE runId = ${run} AND kind = @kind AND modelId = Failure.modelId`
  return (
    connection
      .prepare<[{ before: number; after: number; kind: Kind }], number>(
        `SELECT count(DISTINCT modelId) FROM Failure JOIN Model ON Model.id = modelId
         WHERE ${INDEXED} AND EXISTS (${row('@before')}) AND (runId = @after OR NOT EXISTS (${row('@after')}))`,
      )
      .pluck()
      .get({ before: beforeRunId, after: afterRunId, kind }) ?? 0
  )
}

/** Removes what a run has written of its table. */
export function clearNeighbours(connection: Connection, runId: number): void {
  connection.prepare('DELETE FROM NeighbourList WHERE runId = ?').run(runId)
}

export type ExportRow = { uid: string; rank: number; similarUid: string; score: number }

/**
 * The similarity table of a run, a row a neighbour that has not been removed, in the order of the catalogue and of rank.
 */
export function* iterateNeighbours(connection: Connection, runId: number, kind: Kind): Generator<ExportRow> {
  const uids = new Map(connection.prepare<[], [number, string]>('SELECT id, uid FROM Model').raw().all())
  const statement = connection
    .prepare<[number, Kind], [number, Buffer, Buffer]>(
      'SELECT modelId, neighbourIds, scores FROM NeighbourList WHERE runId = ? AND kind = ? ORDER BY modelId',
    )
    .raw()
  for (const [modelId, packedIds, packedScores] of statement.iterate(runId, kind)) {
    const uid = uids.get(modelId)
    if (uid === undefined) continue
    const scores = unpackScores(packedScores)
    for (const [place, id] of unpackIds(packedIds).entries()) {
      const similarUid = uids.get(id)
      if (similarUid !== undefined) yield { uid, rank: place + 1, similarUid, score: scores[place] ?? 0 }
    }
  }
}
