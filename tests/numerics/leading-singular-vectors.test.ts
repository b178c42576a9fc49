import { Matrix, SingularValueDecomposition } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { leadingSingularVectors } from '@/lib/numerics/leading-singular-vectors'
import { seededRandom } from '@/lib/numerics/seeded-random'
import { sparsePattern } from '@/lib/numerics/sparse-matrix'
import { sparseTimesDense } from '@/lib/numerics/sparse-product'
import { denseRows } from './sparse-fixtures'

/** Random entries, with singular values that fall. */
function randomMatrix(rows: number, columns: number, count: number) {
  const random = seededRandom(3)
  const place = (size: number) => Array.from({ length: count }, () => Math.floor(random() ** 2 * size))
  const pattern = sparsePattern(rows, columns, place(rows), place(columns))
  return { ...pattern, values: Float32Array.from(pattern.indices, () => random() + 0.1) }
}

const columnsIn = (data: Float32Array, width: number) =>
  Array.from({ length: width }, (_, column) => data.filter((_, index) => index % width === column))
const product = (one: Float32Array, other: Float32Array) =>
  one.reduce((sum, value, place) => sum + value * (other[place] ?? 0), 0)

describe('leading singular vectors', () => {
  it.each([
    [120, 90],
    [90, 120],
  ])('of %d x %d are those of the full decomposition', async (rows, columns) => {
    const matrix = randomMatrix(rows, columns, 900)
    const { values, right } = await leadingSingularVectors(matrix, 20)
    const full = new SingularValueDecomposition(new Matrix(denseRows(matrix)), { autoTranspose: true })
    expect(values).toHaveLength(20)
    values.forEach((value, place) =>
      expect(value / (full.diagonal[place] ?? 0)).toBeCloseTo(1, place < 15 ? 3 : 1),
    )
    const vectors = columnsIn(right.data, 20)
    const images = columnsIn(sparseTimesDense(matrix, right).data, 20)
    for (const [one, vector] of vectors.entries()) {
      for (const [other, second] of vectors.entries())
        expect(product(vector, second)).toBeCloseTo(one === other ? 1 : 0, 4)
      const image = images[one] ?? new Float32Array(0)
      expect(Math.sqrt(product(image, image)) / (values[one] ?? 0)).toBeCloseTo(1, 3)
      if (one > 10) continue
      const exact = Float32Array.from(full.rightSingularVectors.getColumn(one))
      expect(Math.abs(product(vector, exact))).toBeGreaterThan(0.99)
    }
  })

  it('are no more than the rank, and than there are rows', async () => {
    const pattern = sparsePattern(4, 6, [0, 0, 1, 1, 3], [0, 2, 0, 2, 5])
    const matrix = { ...pattern, values: Float32Array.of(1, 1, 2, 2, 3) }
    const { values } = await leadingSingularVectors(matrix, 50)
    expect(values).toHaveLength(2)
    expect(values[0]).toBeCloseTo(Math.sqrt(10), 4)
    expect(values[1]).toBeCloseTo(3, 4)
  })

  it('of a matrix that is empty or all zero are none', async () => {
    const empty = { ...sparsePattern(4, 6, [], []), values: new Float32Array(0) }
    const zero = { ...sparsePattern(4, 6, [0, 2], [1, 5]), values: new Float32Array(2) }
    for (const matrix of [empty, zero]) {
      expect((await leadingSingularVectors(matrix, 3)).values).toHaveLength(0)
      expect((await leadingSingularVectors(matrix, 3)).right).toMatchObject({ rows: 6, columns: 0 })
    }
  })

  it('are the same each time', async () => {
    const matrix = randomMatrix(60, 50, 400)
    expect(await leadingSingularVectors(matrix, 8)).toEqual(await leadingSingularVectors(matrix, 8))
  })
})
