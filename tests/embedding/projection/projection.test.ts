import fc from 'fast-check'
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { type EmbeddingSource, fitProjection, projectEmbeddings } from '@/lib/embedding/projection/projection'
import { correlatedRows, cosine, rowsOf, sourceOf } from '../embedding-fixtures'

/** The projection by its definition, in float64: [count, target]. */
function projectedByDefinition(
  values: Float32Array,
  dimensions: number,
  target: number,
  exponent: number,
): number[][] {
  const matrix = Matrix.from1DArray(values.length / dimensions, dimensions, values)
  const centred = matrix.subRowVector(matrix.mean('column'))
  const covariance = centred.transpose().mmul(centred).div(matrix.rows)
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, {
    assumeSymmetric: true,
  })
  const order = realEigenvalues.map((_, index) => dimensions - 1 - index).slice(0, target)
  return centred.to2DArray().map((row) => {
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
  it.each([0, 0.25, 0.5])('is PCA with the eigenvalues to the power of -%s', async (exponent) => {
    const [count, dimensions, target] = [300, 24, 10]
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
  })

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
    expect(wide.outputDimensions).toBe(39)
    // Three distinct pictures, many times over: two directions between them.
    const values = correlatedRows(3, 8, 6)
    const repeated = Float32Array.from({ length: 100 * 8 }, (_, index) => values[index % 24] ?? 0)
    const projected = await fitAndProject(repeated, 8, 5)
    expect(projected[0]).toHaveLength(2)
    expect(projected[99]).toEqual(projected[0])
    expect(cosine(projected[0] ?? [], projected[1] ?? [])).toBeLessThan(0.9)
  })
})

describe('a projection of a tiny catalogue', () => {
  it('keeps the cosines of the embeddings', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 31 }),
        fc.integer({ min: 1, max: 1000 }),
        async (count, seed) => {
          const values = correlatedRows(count, 40, seed)
          const projected = await fitAndProject(values, 40, 64)
          const embeddings = rowsOf(values, 40)
          for (const [row, vector] of projected.entries()) {
            expect(Math.hypot(...vector)).toBeCloseTo(1, 5)
            expect(cosine(vector, projected[0] ?? [])).toBeCloseTo(
              cosine(embeddings[row] ?? [], embeddings[0] ?? []),
              4,
            )
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

  it('makes of the mean itself a zero vector, without NaN', async () => {
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
