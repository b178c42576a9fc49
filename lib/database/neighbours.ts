import { SqliteError } from 'better-sqlite3'
import type { Connection } from './connection'

export type Kind = 'visual'

/** Neighbours of some models, best first. */
export type NeighbourRows = {
  modelIds: ArrayLike<number>
  /** Neighbours a model. */
  width: number
  /** Model ids of the neighbours, [count, width] row-major. */
  neighbourIds: ArrayLike<number>
  /** Their scores, [count, width] row-major. */
  scores: ArrayLike<number>
}

/**
 * Makes a function that stores rows under a run, one transaction a call. Models that have been removed from the
 * catalogue meanwhile are left out, as they would be had they been removed after.
 */
export function neighbourWriter(
  connection: Connection,
  runId: number,
  kind: Kind,
): (rows: NeighbourRows) => void {
  const insert = connection.prepare(
    'INSERT INTO Neighbour (runId, kind, modelId, rank, neighbourId, score) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const exists = connection.prepare('SELECT 1 FROM Model WHERE id = ?').pluck()
  const write = connection.transaction(
    ({ modelIds, width, neighbourIds, scores }: NeighbourRows, isThere: (modelId?: number) => boolean) => {
      for (let row = 0; row < modelIds.length; row++) {
        if (!isThere(modelIds[row])) continue
        for (let place = 0; place < width; place++) {
          const at = row * width + place
          if (!isThere(neighbourIds[at])) continue
          insert.run(runId, kind, modelIds[row], place + 1, neighbourIds[at], scores[at])
        }
      }
    },
  )
  return (rows) => {
    try {
      write.immediate(rows, () => true)
    } catch (error) {
      if (!(error instanceof SqliteError) || error.code !== 'SQLITE_CONSTRAINT_FOREIGNKEY') throw error
      write.immediate(rows, (modelId) => exists.get(modelId) !== undefined)
    }
  }
}

/**
 * The similarity table of a run as model ids: a row a model that has neighbours, in the order of the catalogue, its
 * neighbours best first.
 */
export function* iterateNeighbourIds(
  connection: Connection,
  runId: number,
  kind: Kind,
): Generator<{ modelId: number; neighbourIds: number[] }> {
  const statement = connection
    .prepare<[number, Kind], [number, number]>(
      'SELECT modelId, neighbourId FROM Neighbour WHERE runId = ? AND kind = ? ORDER BY modelId, rank',
    )
    .raw()
  let row: { modelId: number; neighbourIds: number[] } = { modelId: 0, neighbourIds: [] }
  for (const [modelId, neighbourId] of statement.iterate(runId, kind)) {
    if (row.modelId !== modelId) {
      if (row.neighbourIds.length > 0) yield row
      row = { modelId, neighbourIds: [] }
    }
    row.neighbourIds.push(neighbourId)
  }
  if (row.neighbourIds.length > 0) yield row
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
         AND EXISTS (SELECT 1 FROM Neighbour WHERE runId = ? AND kind = ? AND modelId = Model.id)`,
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
    `SELECT 1 FROM Neighbour WHERE runId = ${run} AND kind = @kind AND modelId = Failure.modelId`
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
  connection.prepare('DELETE FROM Neighbour WHERE runId = ?').run(runId)
}

export type ExportRow = { uid: string; rank: number; similarUid: string; score: number }

/** The similarity table of a run, row by row, in the order of the catalogue and of rank. */
export function iterateNeighbours(
  connection: Connection,
  runId: number,
  kind: Kind,
): IterableIterator<ExportRow> {
  return connection
    .prepare<[number, Kind], ExportRow>(
      `SELECT model.uid AS uid, rank, neighbour.uid AS similarUid, score
       FROM Neighbour
       JOIN Model model ON model.id = Neighbour.modelId
       JOIN Model neighbour ON neighbour.id = Neighbour.neighbourId
       WHERE runId = ? AND kind = ? ORDER BY modelId, rank`,
    )
    .iterate(runId, kind)
}
