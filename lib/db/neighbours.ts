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

/** Makes a function that stores rows under a run, one transaction a call. */
export function neighbourWriter(
  connection: Connection,
  runId: number,
  kind: Kind,
): (rows: NeighbourRows) => void {
  const insert = connection.prepare(
    'INSERT INTO Neighbour (runId, kind, modelId, rank, neighbourId, score) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const write = connection.transaction(({ modelIds, width, neighbourIds, scores }: NeighbourRows) => {
    for (let row = 0; row < modelIds.length; row++) {
      for (let place = 0; place < width; place++) {
        const at = row * width + place
        insert.run(runId, kind, modelIds[row], place + 1, neighbourIds[at], scores[at])
      }
    }
  })
  return write.immediate
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
