import type { Connection } from './connection'
import { LISTED_COLUMNS, toListedModel, type ListedModel, type ListedRow } from './listed-models'
import type { Kind } from './neighbours'

/** One row of a model's similar models: rank counts from 1, score never increases with it. */
export type SimilarModel = { rank: number; score: number; model: ListedModel }

/**
 * Makes the lookup of the first `limit` neighbours of a model under a run, best first: none when the run
 * does not cover the model. In SQL, being the busiest query of all and ten times as quick as through Prisma.
 */
export function similarModelsReader(
  connection: Connection,
): (runId: number, kind: Kind, modelId: number, limit: number) => SimilarModel[] {
  const statement = connection.prepare<
    [number, Kind, number, number],
    ListedRow & { rank: number; score: number }
  >(
    `SELECT rank, score, ${LISTED_COLUMNS}
     FROM Neighbour JOIN Model ON Model.id = neighbourId JOIN Thumbnail ON hash = thumbnailHash
     WHERE runId = ? AND kind = ? AND Neighbour.modelId = ? ORDER BY rank LIMIT ?`,
  )
  return (runId, kind, modelId, limit) =>
    statement
      .all(runId, kind, modelId, limit)
      .map(({ rank, score, ...row }) => ({ rank, score, model: toListedModel(row) }))
}
