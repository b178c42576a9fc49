import type { SparsePattern } from '@/lib/numerics/sparse-matrix'

/** One half of an iteration: the factors of rows are solved for, those of columns stand. */
export type AlsHalf = {
  /** Who likes what, or what is liked by whom. */
  likes: SparsePattern
  /** [likes.rows, factors] */
  rows: Float32Array
  /** [likes.columns, factors] */
  columns: Float32Array
}

/** What conjugate gradient has of a block of rows, [block rows, factors]. */
export type AlsScratch = {
  /** Where each row goes next. */
  directions: Float32Array
  residuals: Float32Array
  /** The dense half: rows, then directions, times the Gram matrix of all columns, regularised. */
  products: Float32Array
  /** Squared length of each residual, [block rows]. */
  lengths: Float64Array
}

/** Rows [from, to), in a block that begins at `block`. */
export type AlsPart = { block: number; from: number; to: number }

/** What is below is rounding. */
const LEAST_LENGTH = 1e-20

/**
 * Begins conjugate gradient for some rows: the residuals of the normal equations, from where the rows are. A row without
 * likes becomes zero. No row looks at another, so it does not matter how they are divided among threads.
 *
 * @param alpha confidence in a like; that in everything else is 1
 */
export function beginRows(half: AlsHalf, scratch: AlsScratch, alpha: number, part: AlsPart): void {
  const { likes, rows, columns } = half
  const { directions, residuals, products, lengths } = scratch
  const factors = products.length / lengths.length
  for (let row = part.from; row < part.to; row++) {
    const [place, own] = [(row - part.block) * factors, row * factors]
    const [first, end] = [likes.starts[row] ?? 0, likes.starts[row + 1] ?? 0]
    if (first === end) {
      rows.fill(0, own, own + factors)
      residuals.fill(0, place, place + factors)
      directions.fill(0, place, place + factors)
      lengths[row - part.block] = 0
      continue
    }
    for (let index = 0; index < factors; index++) residuals[place + index] = -(products[place + index] ?? 0)
    for (let entry = first; entry < end; entry++) {
      const column = (likes.indices[entry] ?? 0) * factors
      const factor = alpha - (alpha - 1) * dot(columns, column, rows, own, factors)
      addScaled(residuals, place, factor, columns, column, factors)
    }
    directions.set(residuals.subarray(place, place + factors), place)
    lengths[row - part.block] = dot(residuals, place, residuals, place, factors)
  }
}

/** One step of conjugate gradient for some rows, after the dense half of it. */
export function stepRows(half: AlsHalf, scratch: AlsScratch, alpha: number, part: AlsPart): void {
  const { likes, rows, columns } = half
  const { directions, residuals, products, lengths } = scratch
  const factors = products.length / lengths.length
  for (let row = part.from; row < part.to; row++) {
    const length = lengths[row - part.block] ?? 0
    if (length < LEAST_LENGTH) continue
    const [place, own] = [(row - part.block) * factors, row * factors]
    const end = likes.starts[row + 1] ?? 0
    for (let entry = likes.starts[row] ?? 0; entry < end; entry++) {
      const column = (likes.indices[entry] ?? 0) * factors
      const factor = (alpha - 1) * dot(columns, column, directions, place, factors)
      addScaled(products, place, factor, columns, column, factors)
    }
    const step = length / dot(directions, place, products, place, factors)
    addScaled(rows, own, step, directions, place, factors)
    addScaled(residuals, place, -step, products, place, factors)
    const left = dot(residuals, place, residuals, place, factors)
    const turn = left / length
    for (let index = 0; index < factors; index++)
      directions[place + index] = (residuals[place + index] ?? 0) + turn * (directions[place + index] ?? 0)
    lengths[row - part.block] = left
  }
}

/** Four sums at a time: the processor need not wait for each addition. */
function dot(one: Float32Array, from: number, other: Float32Array, start: number, length: number): number {
  let [a, b, c, d] = [0, 0, 0, 0]
  let index = 0
  for (; index + 3 < length; index += 4) {
    a += (one[from + index] ?? 0) * (other[start + index] ?? 0)
    b += (one[from + index + 1] ?? 0) * (other[start + index + 1] ?? 0)
    c += (one[from + index + 2] ?? 0) * (other[start + index + 2] ?? 0)
    d += (one[from + index + 3] ?? 0) * (other[start + index + 3] ?? 0)
  }
  for (; index < length; index++) a += (one[from + index] ?? 0) * (other[start + index] ?? 0)
  return a + b + (c + d)
}

function addScaled(
  target: Float32Array,
  from: number,
  factor: number,
  source: Float32Array,
  start: number,
  length: number,
): void {
  for (let index = 0; index < length; index++)
    target[from + index] = (target[from + index] ?? 0) + factor * (source[start + index] ?? 0)
}
