import { decodeFloat16 } from '@/lib/numerics/float16'
import type { VectorBlock } from './vector-index'
import { rowOfId } from './vectors'

/** Rows of a product: more of them gain nothing, and of a small catalogue less is taken. */
const SEGMENT_ROWS = 16_384

/** A matrix of vectors, [rows, dimensions], the first of them in row `start`. */
export type Segment = { start: number; rows: number; values: Float32Array }

/** Vectors in full precision, in matrices of as many rows, whatever the blocks that they come in. */
export function segmentsOf(dimensions: number) {
  const segments: Segment[] = []
  let ids = new Int32Array(1024)
  let count = 0

  function add({ modelIds, halves }: VectorBlock): void {
    if (halves.length !== modelIds.length * dimensions) {
      throw new Error(`${halves.length} numbers are not ${modelIds.length} vectors of ${dimensions}.`)
    }
    if (count + modelIds.length > ids.length) {
      const more = new Int32Array(Math.max(2 * ids.length, count + modelIds.length))
      more.set(ids)
      ids = more
    }
    ids.set(modelIds, count)
    const values = decodeFloat16(halves)
    for (let row = 0; row < modelIds.length;) {
      const segment = segmentWithRoom()
      const taken = Math.min(SEGMENT_ROWS - segment.rows, modelIds.length - row)
      const needed = (segment.rows + taken) * dimensions
      if (needed > segment.values.length) {
        const most = SEGMENT_ROWS * dimensions
        const larger = new Float32Array(Math.min(most, Math.max(2 * segment.values.length, needed)))
        larger.set(segment.values)
        segment.values = larger
      }
      segment.values.set(
        values.subarray(row * dimensions, (row + taken) * dimensions),
        segment.rows * dimensions,
      )
      segment.rows += taken
      row += taken
      count += taken
    }
  }

  function segmentWithRoom(): Segment {
    const last = segments.at(-1)
    if (last && last.rows < SEGMENT_ROWS) return last
    const next = { start: count, rows: 0, values: new Float32Array(0) }
    segments.push(next)
    return next
  }

  const idAt = (row: number) => ids[row] ?? 0

  function vectorAt(row: number): Float32Array {
    const segment = segments[Math.floor(row / SEGMENT_ROWS)]
    const from = (row % SEGMENT_ROWS) * dimensions
    return segment?.values.subarray(from, from + dimensions) ?? new Float32Array(dimensions)
  }

  function vectorOf(modelId: number): Float32Array | null {
    const row = rowOfId(knownIds(), modelId)
    return row < 0 ? null : vectorAt(row)
  }

  /** The ids of the rows, ascending. */
  const knownIds = () => ids.subarray(0, count)

  return { segments, add, knownIds, idAt, vectorAt, vectorOf }
}
