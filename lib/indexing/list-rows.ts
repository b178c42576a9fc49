import type { Database } from '@/lib/database/database'
import type { NeighbourLists } from '@/lib/recommending/neighbour-lists'

type NeighbourRows = Parameters<Database['neighbours']['writeNeighbours']>[2]

/**
 * Lists of different lengths as they are stored.
 *
 * @param range rows [from, to) of the lists
 * @param modelIds of these rows
 * @param ids of all models that may be listed, by the columns of the lists
 * @param evidence a number for each entry of the lists
 */
export function rowsOfLists(
  { starts, indices, values }: NeighbourLists,
  { from, to }: { from: number; to: number },
  { modelIds, ids, evidence }: { modelIds: Int32Array; ids: Int32Array; evidence?: Int32Array },
): NeighbourRows {
  const lengths = Int32Array.from(
    { length: to - from },
    (_, row) => (starts[from + row + 1] ?? 0) - (starts[from + row] ?? 0),
  )
  const width = lengths.reduce((most, length) => Math.max(most, length), 0)
  const neighbourIds = new Int32Array(lengths.length * width)
  const scores = new Float32Array(neighbourIds.length)
  const counts = evidence && new Int32Array(neighbourIds.length)
  lengths.forEach((length, row) => {
    const first = starts[from + row] ?? 0
    for (let place = 0; place < length; place++)
      neighbourIds[row * width + place] = ids[indices[first + place] ?? 0] ?? 0
    scores.set(values.subarray(first, first + length), row * width)
    if (evidence) counts?.set(evidence.subarray(first, first + length), row * width)
  })
  return { modelIds, width, neighbourIds, scores, lengths, evidence: counts }
}
