import type { NeighbourTable } from './top-k'
import { gatherRows, readRows, type VectorSource } from './vectors'

/**
 * How a vector is expanded by its neighbours before it is searched with: average query expansion (Chum,
 * Philbin, Sivic, Isard, Zisserman: "Total Recall", ICCV 2007), each neighbour weighted by how much nearer it is than
 * the first one that is left out.
 */
export type QueryExpansion = {
  /** How many of the nearest neighbours are added to a vector; 0 leaves it as it is. */
  neighbours: number
  /** Whether the database is expanded as well, or only the queries. */
  database: boolean
}

/** More than ten do no better. */
const mostNeighbours = 10
/**
 * Models for each neighbour that is added: a catalogue holds few models that are alike, and what is beyond them only
 * blurs. Chosen on catalogues of 2 to 400 models drawn from the two sets of docs/retrieval-quality.md.
 */
const modelsPerNeighbour = 24

/**
 * The share that comparing plain vectors has in the order of what is found for a vector that is of no model: with less of it a picture
 * of a model finds that one less often first, with more the others are of its kind less often (docs/finding.md).
 */
export const PLAIN_SHARE = 0.3

/**
 * The expansion that a catalogue of so many models bears: one neighbour for 24 models, ten at the most; null below 24
 * models. Expanding both sides finds more of the same label than expanding queries alone, and keeps the score of two
 * models the same in both directions.
 */
export function queryExpansionOf(models: number): QueryExpansion | null {
  const neighbours = Math.min(mostNeighbours, Math.floor(models / modelsPerNeighbour))
  return neighbours === 0 ? null : { neighbours, database: true }
}

/**
 * The vectors, each with its weighted neighbours added and brought back to length 1; a zero sum stays zero.
 * `neighbours` is the table of a search of the vectors among themselves. All of its columns are added but the last,
 * which every other is held against: with r its similarity, or 0 when that is negative, a neighbour of similarity s
 * weighs (s - r) / (1 - r), and the vector itself 1. So a group smaller than the expansion is not mixed with what is
 * around it. Nothing is computed before a row is read, so memory is that of the rows read.
 *
 * @throws Error when the table is of another number of vectors.
 */
export function expandVectors(vectors: VectorSource, neighbours: NeighbourTable): VectorSource {
  const { count, dimensions } = vectors
  if (neighbours.count !== count) {
    throw new Error(`The neighbours are of ${neighbours.count} vectors, not of ${count}.`)
  }

  async function rows(start: number, end: number): Promise<Float32Array> {
    const own = await readRows(vectors, start, end)
    const expanded = new Float32Array(own.length)
    const sum = new Float64Array(dimensions)
    for (let row = start; row < end; row++) {
      const offset = (row - start) * dimensions
      sum.set(own.subarray(offset, offset + dimensions))
      for (const { index, weight } of weighing(neighbours, row)) {
        const read = vectors.rows(index, index + 1)
        addWeighted(sum, read instanceof Float32Array ? read : await read, weight)
      }
      writeNormalised(sum, expanded, offset)
    }
    return expanded
  }

  return { count, dimensions, ids: vectors.ids, rows }
}

/**
 * The rows from `start` on, one a row of `neighbours`, as {@link expandVectors} expands them, the same bits. The vectors are gone
 * through once, `blockRows` at a time: for those that do not fit in memory. Held are the rows, twice, and their neighbours.
 *
 * @throws Error when there are more neighbours than vectors from there on
 */
export async function expandByBlocks(
  vectors: VectorSource,
  { start, neighbours, blockRows }: { start: number; neighbours: NeighbourTable; blockRows: number },
): Promise<Float32Array> {
  const { dimensions } = vectors
  const { count } = neighbours
  if (start + count > vectors.count) {
    throw new Error(`There are no ${count} vectors from ${start} on: there are ${vectors.count} in all.`)
  }
  const wanted = new Set<number>()
  for (let row = 0; row < count; row++) for (const { index } of weighing(neighbours, row)) wanted.add(index)
  const rowOf = await gatherRows(vectors, Int32Array.from(wanted).sort(), blockRows)
  const own = await readRows(vectors, start, start + count)
  const expanded = new Float32Array(own.length)
  const sum = new Float64Array(dimensions)
  for (let row = 0; row < count; row++) {
    const offset = row * dimensions
    sum.set(own.subarray(offset, offset + dimensions))
    for (const { index, weight } of weighing(neighbours, row)) addWeighted(sum, rowOf(index), weight)
    writeNormalised(sum, expanded, offset)
  }
  return expanded
}

/**
 * One vector, as {@link expandVectors} expands it.
 *
 * @param nearest its neighbours with their similarities, best first; the last one is what the others are held against
 */
export function expandVector(
  own: Float32Array,
  nearest: readonly { vector: Float32Array; score: number }[],
): Float32Array {
  const sum = Float64Array.from(own)
  const reference = Math.max(nearest.at(-1)?.score ?? 0, 0)
  for (const { vector, score } of nearest.slice(0, -1)) {
    addWeighted(sum, vector, weightOf(score, reference))
  }
  const expanded = new Float32Array(own.length)
  writeNormalised(sum, expanded, 0)
  return expanded
}

/** The neighbours that are added to a vector, nearest first. */
function* weighing(
  { width, indices, scores }: NeighbourTable,
  row: number,
): Generator<{ index: number; weight: number }> {
  const last = (row + 1) * width - 1
  const reference = Math.max(scores[last] ?? 0, 0)
  for (let place = row * width; place < last; place++) {
    const weight = weightOf(scores[place] ?? 0, reference)
    if (weight === 0) return
    yield { index: indices[place] ?? 0, weight }
  }
}

function addWeighted(sum: Float64Array, vector: Float32Array, weight: number): void {
  for (let d = 0; d < sum.length; d++) sum[d] = (sum[d] ?? 0) + weight * (vector[d] ?? 0)
}

function writeNormalised(sum: Float64Array, target: Float32Array, offset: number): void {
  let square = 0
  for (const value of sum) square += value * value
  const scale = square > 0 ? 1 / Math.sqrt(square) : 0
  for (let d = 0; d < sum.length; d++) target[offset + d] = (sum[d] ?? 0) * scale
}

/** Of a neighbour, between 0 and 1; copies of the vector, which rounding may put above 1, weigh at most as it does. */
function weightOf(similarity: number, reference: number): number {
  if (similarity <= reference || reference >= 1) return 0
  return Math.min(1, (similarity - reference) / (1 - reference))
}
