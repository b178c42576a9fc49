import { CholeskyDecomposition, Matrix } from 'ml-matrix'
import { expect, it } from 'vitest'
import { cholesky, solveCholesky } from '@/lib/numerics/cholesky'
import { createCrossProduct } from '@/lib/numerics/cross-product'
import { seededNormal } from '@/lib/numerics/seeded-random'

it.each([1, 2, 7, 40])('solves a system of %d equations as ml-matrix does', (size) => {
  const normal = seededNormal(size)
  const factor = Matrix.zeros(size, size).apply(function (row, column) {
    this.set(row, column, normal())
  })
  const system = factor.mmul(factor.transpose()).add(Matrix.eye(size))
  const right = Float64Array.from({ length: size }, normal)
  const wanted = new CholeskyDecomposition(system).solve(Matrix.columnVector(right)).to1DArray()
  const solved = solveCholesky(cholesky(Float64Array.from(system.to1DArray()), size), right)
  for (const [place, value] of wanted.entries()) expect(solved[place]).toBeCloseTo(value, 10)
})

it.each([
  [Float64Array.of(1, 0, 0, -1), 'row 1 leaves -1'],
  [Float64Array.of(0, 0, 0, 1), 'row 0 leaves 0'],
  [Float64Array.of(Number.NaN, 0, 0, 1), 'row 0 leaves NaN'],
])('says where a matrix is not positive definite', (matrix, message) => {
  expect(() => cholesky(matrix, 2)).toThrow(message)
})

it('a transposed product of tall matrices is added up without loss', async () => {
  const rows = 20_000
  const cross = await createCrossProduct()
  const left = {
    rows,
    columns: 2,
    data: Float32Array.from({ length: 2 * rows }, (_, index) => 1 + (index % 2)),
  }
  const right = { rows, columns: 1, data: new Float32Array(rows).fill(3) }
  expect(await cross.multiply(left, right)).toEqual(Float64Array.of(3 * rows, 6 * rows))
  expect(await cross.multiply(left, left)).toEqual(Float64Array.of(rows, 2 * rows, 2 * rows, 4 * rows))
  await cross.dispose()
})
