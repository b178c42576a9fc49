import type { Connection } from './connection'
import { packNumbers } from '../tables/packed-numbers'

/**
 * Fills NeighbourList with what Neighbour has, a row a neighbour, for the migration between the two. A rank whose model was
 * removed becomes the id 0, which no model has, so that the others keep theirs.
 */
export function packNeighbourRows(connection: Connection): void {
  const aggregate = (name: string, pack: (values: number[]) => Uint8Array) =>
    connection.aggregate<number[]>(name, {
      start: () => [],
      varargs: true,
      step: placeByRank,
      result: (values) => pack(Array.from(values, (value = 0) => value)),
    })
  aggregate('pack_ids', (ids) => packNumbers(Int32Array.from(ids)))
  aggregate('pack_scores', (scores) => packNumbers(Float32Array.from(scores)))
  connection.exec(
    `INSERT INTO NeighbourList (runId, kind, modelId, neighbourIds, scores)
     SELECT runId, kind, modelId, pack_ids(rank, neighbourId), pack_scores(rank, score) FROM Neighbour
     GROUP BY runId, kind, modelId`,
  )
}

function placeByRank(values: number[], ...row: number[]): void {
  const [rank = 0, value = 0] = row
  values[rank - 1] = value
}
