import fc from 'fast-check'
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import type { EmbeddingSource } from '@/lib/embedding/embedding-source'
import { fitProjection } from '@/lib/embedding/fit-projection'
import { projectEmbeddings } from '@/lib/embedding/projection'
import { correlatedRows, cosine, rowsOf, sourceOf } from './embedding-fixtures'

/** How much of the mean of rows is subtracted: its length less its standard error. */
function knownShareOfMean(rows: readonly number[][]): number {
  const mean = (rows[0] ?? []).map((_, d) => rows.reduce((sum, row) => sum + (row[d] ?? 0), 0) / rows.length)
  const squares = rows.map((row) => row.reduce((sum, value, d) => sum + (value - (mean[d] ?? 0)) ** 2, 0))
  const error = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / rows.length / (rows.length - 2))
  return Math.max(0, 1 - error / Math.hypot(...mean))
}

/** The projection by its definition, in float64: [count, target]. */
function projectedByDefinition(
  values: Float32Array,
  dimensions: number,
  target: number,
  exponent: number,
): number[][] {
  const matrix = Matrix.from1DArray(values.length / dimensions, dimensions, values)
  const share = knownShareOfMean(matrix.to2DArray())
  const seen = matrix.subRowVector(matrix.mean('column').map((value) => value * share))
  const moments = seen.transpose().mmul(seen).div(matrix.rows)
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(moments, {
    assumeSymmetric: true,
  })
  const order = realEigenvalues.map((_, index) => dimensions - 1 - index).slice(0, target)
  return seen.to2DArray().map((row) => {
    const projected = order.map((column) => {
      const share = row.reduce((sum, value, d) => sum + value * eigenvectorMatrix.get(d, column), 0)
      return share * (realEigenvalues[column] ?? 0) ** -exponent
    })
    return projected.map((value) => value / Math.hypot(...projected))
  })
}

async function fitAndProject(values: Float32Array, dimensions: number, target: number, exponent = 0.25) {
  const source = sourceOf(values, dimensions)
  const projection = await fitProjection(source, { dimensions: target, whiteningExponent: exponent })
  return rowsOf(await projectEmbeddings(source, projection), projection.outputDimensions)
}

describe('a projection', () => {
  // On either side of the number up to which the directions are found from the rows' own products.
  it.each([
    [300, 0],
    [300, 0.25],
    [256, 0.25],
    [257, 0.25],
    [60, 0.5],
    [13, 0.25],
  ])(
    'of %i rows is PCA about what is known of the mean, eigenvalues to the power of -%s',
    async (count, exponent) => {
      const [dimensions, target] = [24, 10]
      const values = correlatedRows(count, dimensions, 1)
      const projected = await fitAndProject(values, dimensions, target, exponent)
      const expected = projectedByDefinition(values, dimensions, target, exponent)
      for (const [row, vector] of projected.entries()) {
        expect(vector).toHaveLength(target)
        vector.forEach((value, component) => {
          // The definition leaves the sign of a component open.
          expect(Math.abs(value)).toBeCloseTo(Math.abs(expected[row]?.[component] ?? Number.NaN), 4)
        })
        const other = (row * 7 + 1) % count
        expect(cosine(vector, projected[other] ?? [])).toBeCloseTo(
          cosine(expected[row] ?? [], expected[other] ?? []),
          4,
        )
      }
    },
  )

  it('is deterministic, with the largest number of each direction positive', async () => {
    const source = sourceOf(correlatedRows(200, 20, 2), 20)
    const options = { dimensions: 8, whiteningExponent: 0.25 }
    const projection = await fitProjection(source, options)
    expect(await fitProjection(source, options)).toEqual(projection)
    for (let component = 0; component < 8; component++) {
      const direction = Array.from({ length: 20 }, (_, d) => projection.basis[d * 8 + component] ?? 0)
      expect(Math.max(...direction)).toBe(Math.max(...direction.map(Math.abs)))
    }
  })

  it('gives a row the same bits whatever is projected with it', async () => {
    const values = correlatedRows(1500, 30, 3)
    const source = sourceOf(values, 30)
    const projection = await fitProjection(source, { dimensions: 12, whiteningExponent: 0.25 })
    const all = await projectEmbeddings(source, projection)
    for (const row of [0, 1023, 1024, 1499]) {
      const alone = await projectEmbeddings(
        sourceOf(values.subarray(row * 30, (row + 1) * 30), 30),
        projection,
      )
      expect(alone).toEqual(all.slice(row * 12, (row + 1) * 12))
    }
  })

  it('of a large catalogue is fitted on rows at even distances, about as on all of them', async () => {
    const [count, dimensions] = [41_000, 6]
    const values = correlatedRows(count, dimensions, 4)
    let largest = 0
    const source = sourceOf(values, dimensions)
    const counted: EmbeddingSource = {
      ...source,
      rows: async (start, end) => {
        largest = Math.max(largest, end - start)
        return source.rows(start, end)
      },
    }
    const projection = await fitProjection(counted, { dimensions: 3, whiteningExponent: 0.25 })
    expect(largest).toBeLessThan(3000)
    const sample = values.subarray(0, 400 * dimensions)
    const projected = rowsOf(await projectEmbeddings(sourceOf(sample, dimensions), projection), 3)
    const expected = projectedByDefinition(values, dimensions, 3, 0.25)
    for (let row = 1; row < 400; row++) {
      const found = cosine(projected[row] ?? [], projected[0] ?? [])
      expect(found).toBeCloseTo(cosine(expected[row] ?? [], expected[0] ?? []), 1)
    }
  })

  it('has no more numbers than the embeddings span', async () => {
    const wide = await fitProjection(sourceOf(correlatedRows(40, 60, 5), 60), {
      dimensions: 256,
      whiteningExponent: 0.25,
    })
    expect(wide.outputDimensions).toBe(40)
    // Three distinct pictures, many times over.
    const values = correlatedRows(3, 8, 6)
    const repeated = Float32Array.from({ length: 100 * 8 }, (_, index) => values[index % 24] ?? 0)
    const projected = await fitAndProject(repeated, 8, 5)
    expect(projected[0]).toHaveLength(3)
    expect(projected[99]).toEqual(projected[0])
    expect(cosine(projected[0] ?? [], projected[1] ?? [])).toBeLessThan(0.9)
  })
})

describe('a projection of a tiny catalogue', () => {
  it('of one or two models subtracts nothing, and ever more of the mean the more there are', async () => {
    let before = 0
    for (const count of [1, 2, 3, 4, 6, 12, 31, 32, 33, 100, 300, 1000]) {
      const values = correlatedRows(count, 40, 1)
      const { mean } = await fitProjection(sourceOf(values, 40), { dimensions: 64, whiteningExponent: 0.25 })
      const rows = rowsOf(values, 40)
      const whole = (rows[0] ?? []).map((_, d) => rows.reduce((sum, row) => sum + (row[d] ?? 0), 0) / count)
      const share = Math.hypot(...mean) / Math.hypot(...whole)
      if (count <= 2) expect(share).toBe(0)
      else expect(share).toBeCloseTo(knownShareOfMean(rows), 5)
      expect(share).toBeGreaterThanOrEqual(before)
      before = share
    }
    expect(before).toBeGreaterThan(0.9)
  })

  it('keeps what the embeddings span, finite and of length 1', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 1000 }),
        async (count, seed) => {
          const values = correlatedRows(count, 40, seed)
          const projected = await fitAndProject(values, 40, 64, 0)
          const share = count > 2 ? knownShareOfMean(rowsOf(values, 40)) : 0
          const rows = rowsOf(values, 40)
          const seen = rows.map((row) =>
            row.map(
              (value, d) => value - (share * rows.reduce((sum, other) => sum + (other[d] ?? 0), 0)) / count,
            ),
          )
          for (const [row, vector] of projected.entries()) {
            expect(Math.hypot(...vector)).toBeCloseTo(1, 5)
            expect(cosine(vector, projected[0] ?? [])).toBeCloseTo(cosine(seen[row] ?? [], seen[0] ?? []), 3)
          }
        },
      ),
      { numRuns: 20 },
    )
  })

  it.each([1, 2, 3, 31, 32, 200])('of %i identical vectors makes them all the same', async (count) => {
    const one = correlatedRows(1, 10, 7)
    const values = Float32Array.from({ length: count * 10 }, (_, index) => one[index % 10] ?? 0)
    for (const vector of await fitAndProject(values, 10, 4)) {
      expect(vector).toHaveLength(1)
      expect(vector[0]).toBeCloseTo(1, 6)
    }
  })

  it.each([1, 3, 100])('of %i zero vectors stays zero', async (count) => {
    const projected = await fitAndProject(new Float32Array(count * 5), 5, 4)
    expect(projected.flat()).toEqual(new Array(count).fill(0))
  })

  it('makes of what is subtracted a zero vector, without NaN', async () => {
    const values = new Float32Array(41 * 3)
    for (let row = 0; row < 40; row++) values[row * 3 + (row % 3)] = row % 2 === 0 ? 1 : -1
    const source = sourceOf(values, 3)
    const projection = await fitProjection(source, { dimensions: 3, whiteningExponent: 0.25 })
    const projected = await projectEmbeddings(sourceOf(projection.mean, 3), projection)
    expect(Array.from(projected)).toEqual([0, 0, 0])
  })
})

describe('what a projection refuses', () => {
  const options = { dimensions: 4, whiteningExponent: 0.25 }
  const values = correlatedRows(50, 6, 8)

  it('an empty catalogue, a width that has no covariance, options out of range', async () => {
    await expect(fitProjection(sourceOf(new Float32Array(0), 6), options)).rejects.toThrow('no embeddings')
    await expect(fitProjection(sourceOf(new Float32Array(25_088), 25_088), options)).rejects.toThrow(
      'Embeddings of 25088 numbers are too wide for a projection (at most 8192)',
    )
    await expect(fitProjection(sourceOf(values, 6), { ...options, dimensions: 0 })).rejects.toThrow('not 0')
    await expect(fitProjection(sourceOf(values, 6), { ...options, whiteningExponent: 2 })).rejects.toThrow(
      'not 2',
    )
  })

  it('numbers that are not finite, naming the row', async () => {
    const broken = values.slice()
    broken[33 * 6 + 1] = Number.NaN
    await expect(fitProjection(sourceOf(broken, 6), options)).rejects.toThrow('row 33 has NaN at dimension 1')
    const projection = await fitProjection(sourceOf(values, 6), options)
    await expect(projectEmbeddings(sourceOf(broken, 6), projection)).rejects.toThrow('row 33 has NaN')
  })

  it('embeddings of another recipe', async () => {
    const projection = await fitProjection(sourceOf(values, 6), options)
    await expect(projectEmbeddings(sourceOf(values, 5), projection)).rejects.toThrow(
      'The embeddings have 5 dimensions when the projection expects 6.',
    )
  })
})
