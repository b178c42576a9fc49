/** The lower triangle L of a symmetric positive definite matrix A = L L', row-major, and A's size. */
export type Cholesky = { size: number; lower: Float64Array }

/**
 * Factorises a symmetric positive definite matrix, of which the lower triangle is read.
 *
 * @param matrix [size, size], row-major
 * @throws Error naming the row where it is not positive definite, as with NaN
 */
export function cholesky(matrix: Float64Array, size: number): Cholesky {
  const lower = new Float64Array(size * size)
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * size + column] ?? 0
      const [one, other] = [row * size, column * size]
      for (let index = 0; index < column; index++)
        sum -= (lower[one + index] ?? 0) * (lower[other + index] ?? 0)
      if (row > column) lower[one + column] = sum / (lower[other + column] ?? 0)
      else if (sum > 0 && sum < Infinity) lower[one + column] = Math.sqrt(sum)
      else throw new Error(`The matrix is not positive definite: row ${row} leaves ${sum}.`)
    }
  }
  return { size, lower }
}

/** Solves A x = b. */
export function solveCholesky({ size, lower }: Cholesky, right: ArrayLike<number>): Float64Array {
  const solved = Float64Array.from(right)
  for (let row = 0; row < size; row++) {
    let sum = solved[row] ?? 0
    for (let index = 0; index < row; index++) sum -= (lower[row * size + index] ?? 0) * (solved[index] ?? 0)
    solved[row] = sum / (lower[row * size + row] ?? 0)
  }
  for (let row = size - 1; row >= 0; row--) {
    const value = (solved[row] ?? 0) / (lower[row * size + row] ?? 0)
    solved[row] = value
    // By rows of the triangle, as it lies in memory.
    for (let index = 0; index < row; index++)
      solved[index] = (solved[index] ?? 0) - (lower[row * size + index] ?? 0) * value
  }
  return solved
}
