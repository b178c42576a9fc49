import type { Connection } from './connection'

export type Kind = 'visual'

/** Rows of the similarity table in bulk: query q's neighbours are at `[q * width, q * width + counts[q])`. */
export type NeighbourBlock = {
  modelIds: readonly number[]
  /** `[count, width]`, row-major: model ids of the neighbours, best first. */
  neighbourIds: Int32Array
  /** `[count, width]`, row-major: their scores, never increasing along a row. */
  scores: Float32Array
  width: number
  /** How many of a row's places are used, a number a query. */
  counts: ArrayLike<number>
}

/** Makes a function that stores a block of neighbours under a run, one transaction a call. */
export function neighbourWriter(
  connection: Connection,
  runId: number,
  kind: Kind,
): (block: NeighbourBlock) => void {
  const insert = connection.prepare(
    'INSERT INTO Neighbour (runId, kind, modelId, rank, neighbourId, score) VALUES (?, ?, ?, ?, ?, ?)',
  )
  return connection.transaction(({ modelIds, neighbourIds, scores, width, counts }: NeighbourBlock) => {
    for (let query = 0; query < modelIds.length; query++) {
      for (let place = 0; place < (counts[query] ?? 0); place++) {
        const at = query * width + place
        insert.run(runId, kind, modelIds[query], place + 1, neighbourIds[at], scores[at])
      }
    }
  })
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
