import type { DenseMatrix } from '@/lib/numerics/matrix-product'
import { type ListOptions, listsOfFactors, type NeighbourLists } from './neighbour-lists'

/**
 * The models nearest to each by their factors: y_i'y_j / |y_j|^gamma. Models that many like have long factors, so that 1
 * compares by direction alone (the order is that of the cosine), and 0 shows those first that many like. A model whose
 * factors are zero has no neighbours and is nobody's.
 *
 * @param factors [models, factors]
 * @param gamma the popularity exponent, 0 to 1
 * @throws Error for another exponent, with its value
 */
export async function nearestByFactors(
  factors: DenseMatrix,
  gamma: number,
  options: ListOptions,
): Promise<NeighbourLists> {
  if (!(gamma >= 0 && gamma <= 1))
    throw new Error(`The popularity exponent must be a number from 0 to 1, not ${gamma}.`)
  const unit = unitRows(factors)
  return listsOfFactors(unit, gamma === 1 ? unit : rowsScaled(factors, (length) => length ** -gamma), options)
}

/** Rows of length 1, in the same directions; zero stays zero. */
export function unitRows(factors: DenseMatrix): DenseMatrix {
  return rowsScaled(factors, (length) => 1 / length)
}

/** Each row, its length taken times what is made of the length; zero stays zero. */
function rowsScaled({ rows, columns, data }: DenseMatrix, scaleOf: (length: number) => number): DenseMatrix {
  const scaled = new Float32Array(data.length)
  for (let start = 0; start < data.length; start += columns) {
    let square = 0
    for (let index = start; index < start + columns; index++) square += (data[index] ?? 0) ** 2
    const scale = square > 0 ? scaleOf(Math.sqrt(square)) : 0
    for (let index = start; index < start + columns; index++) scaled[index] = (data[index] ?? 0) * scale
  }
  return { rows, columns, data: scaled }
}
