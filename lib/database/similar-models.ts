import type { Connection } from './connection'
import type { Kind } from './neighbours'

/** One row of a model's similar models: rank counts from 1, score never increases with it. */
export type SimilarModelRow = { rank: number; score: number; modelId: number }

/**
 * Makes the lookup of the first `limit` neighbours of a model under a run, best first: none when the run
 * does not cover the model. In SQL, being the busiest query of all and ten times as quick as through Prisma.
 */
export function similarModelsReader(
  connection: Connection,
): (runId: number, kind: Kind, modelId: number, limit: number) => SimilarModelRow[] {
  const statement = connection.prepare<[number, Kind, number, number], SimilarModelRow>(
    `SELECT rank, score, neighbourId AS modelId FROM Neighbour
     WHERE runId = ? AND kind = ? AND modelId = ? ORDER BY rank LIMIT ?`,
  )
  return (runId, kind, modelId, limit) => statement.all(runId, kind, modelId, limit)
}

export type Coverage = {
  /** Whether it has likes, but too few to be indexed. */
  hasFewLikes: boolean
  /** Whether its picture could not be read or embedded when that was last tried. */
  hasFailed: boolean
  /** Whether the run has neighbours for it, listed or not. */
  hasNeighbours: boolean
  /** Whether there was a vector of the run's recipe for it when the run was made. */
  isEmbedded: boolean
}

type CoverageRow = Record<keyof Coverage, number>

/** How a model stands to a run. */
export function findCoverage(connection: Connection, modelId: number, runId: number): Coverage {
  const row = connection
    .prepare<[{ modelId: number; runId: number }], CoverageRow>(
      `SELECT isBelowThreshold AS hasFewLikes,
         EXISTS (SELECT 1 FROM Failure WHERE modelId = Model.id) AS hasFailed,
         EXISTS (SELECT 1 FROM Neighbour WHERE runId = @runId AND modelId = Model.id) AS hasNeighbours,
         EXISTS (
           SELECT 1 FROM Embedding JOIN IndexRun ON IndexRun.recipeId = Embedding.recipeId
           WHERE IndexRun.id = @runId AND Embedding.thumbnailHash = Model.thumbnailHash
           AND coalesce(Embedding.runId, 0) <= @runId
         ) AS isEmbedded
       FROM Model WHERE id = @modelId`,
    )
    .get({ modelId, runId })
  return {
    hasFewLikes: row?.hasFewLikes === 1,
    hasFailed: row?.hasFailed === 1,
    hasNeighbours: row?.hasNeighbours === 1,
    isEmbedded: row?.isEmbedded === 1,
  }
}
