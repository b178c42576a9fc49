import fc from 'fast-check'
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { describe, expect, it } from 'vitest'

import { fullEigenpairs, leadingEigenpairs, subspaceEigenpairs } from '@/lib/embedding/leading-eigenvectors'
import {
  type EmbeddingSource,
  fitProjection,
  projectEmbeddings,
  type Projection,
} from '@/lib/embedding/projection'
import { decodeProjection, encodeProjection } from '@/lib/embedding/projection-format'

function seededNormal(seed: number): () => number {
  let state = seed
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state + 1) / (2 ** 32 + 1)
  }
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
}

function sourceOf(values: Float32Array, dimensions: number): EmbeddingSource {
  return {
    count: values.length / dimensions,
    dimensions,
    rows: (start, end) => values.subarray(start * dimensions, end * dimensions),
  }
}

/** Correlated rows around a mean far from zero, with variances that fall like those of real embeddings. */
function correlatedRows(count: number, dimensions: number, seed: number): Float32Array {
  const normal = seededNormal(seed)
  const mixing = Array.from({ length: dimensions * dimensions }, normal)
  const values = new Float32Array(count * dimensions)
  for (let row = 0; row < count; row++) {
    const factors = Array.from({ length: dimensions }, (_, factor) => normal() * (factor + 1) ** -0.65)
    for (let d = 0; d < dimensions; d++) {
      let sum = 3
      for (let factor = 0; factor < dimensions; factor++) {
        sum += (factors[factor] ?? 0) * (mixing[factor * dimensions + d] ?? 0)
      }
      values[row * dimensions + d] = sum
    }
  }
  return values
}

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

function rowsOf(values: Float32Array, dimensions: number): number[][] {
  return Array.from({ length: values.length / dimensions }, (_, row) =>
    Array.from(values.subarray(row * dimensions, (row + 1) * dimensions)),
  )
}

const cosine = (left: readonly number[], right: readonly number[]) =>
  left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0) /
  (Math.hypot(...left) * Math.hypot(...right))

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

describe('leading eigenvectors', () => {
  // Factors times their transpose: the eigenvalues fall like those of real embeddings.
  function covariance(dimensions: number, rank: number): Float64Array {
    const normal = seededNormal(9)
    const factors = Matrix.zeros(dimensions, rank)
    for (let column = 0; column < rank; column++) {
      for (let row = 0; row < dimensions; row++) factors.set(row, column, normal() * (column + 1) ** -0.65)
    }
    return Float64Array.from(factors.mmul(factors.transpose()).to1DArray())
  }

  it('by subspace iteration are those of the full decomposition', async () => {
    const [dimensions, wanted] = [300, 60]
    const matrix = covariance(dimensions, dimensions)
    const full = fullEigenpairs(matrix, dimensions, dimensions)
    const found = await subspaceEigenpairs(matrix, dimensions, wanted)
    expect(found.values).toHaveLength(wanted)
    const vectors = rowsOf(Float32Array.from(found.vectors), dimensions)
    const exact = rowsOf(Float32Array.from(full.vectors), dimensions)
    for (let index = 0; index < wanted; index++) {
      const ratio = (found.values[index] ?? 0) / (full.values[index] ?? 1)
      expect(Math.abs(ratio - 1)).toBeLessThan(index < 40 ? 1e-3 : 0.02)
      expect(Math.hypot(...(vectors[index] ?? []))).toBeCloseTo(1, 4)
      if (index < 20) expect(cosine(vectors[index] ?? [], exact[index] ?? [])).toBeGreaterThan(0.9999)
      if (index > 0)
        expect(Math.abs(cosine(vectors[index] ?? [], vectors[index - 1] ?? []))).toBeLessThan(1e-4)
    }
  })

  it('of a matrix of low rank are no more than its rank, and finite', async () => {
    const found = await subspaceEigenpairs(covariance(300, 5), 300, 60)
    const large = found.values.filter((value) => value > 1e-6 * (found.values[0] ?? 0))
    expect(large).toHaveLength(5)
    expect(found.vectors.every(Number.isFinite)).toBe(true)
  })

  it('of a small matrix come from the full decomposition', async () => {
    const matrix = covariance(50, 50)
    expect(await leadingEigenpairs(matrix, 50, 8)).toEqual(fullEigenpairs(matrix, 50, 8))
  })
})

describe('a stored projection', () => {
  const projection: Projection = {
    inputDimensions: 3,
    outputDimensions: 2,
    mean: Float32Array.of(1, 2, 3),
    basis: Float32Array.of(1, 0.5, -1, 2, 0, 4),
  }

  it('comes back as it was', () => {
    expect(decodeProjection(encodeProjection(projection))).toEqual(projection)
    expect(decodeProjection(Buffer.from(encodeProjection(projection)))).toEqual(projection)
    // A database driver may hand out bytes at any offset of a larger buffer.
    const shifted = new Uint8Array(100)
    const bytes = encodeProjection(projection)
    shifted.set(bytes, 3)
    expect(decodeProjection(shifted.subarray(3, 3 + bytes.length))).toEqual(projection)
  })

  it('is refused when any single byte of it changed, or when it is cut off', () => {
    const bytes = encodeProjection(projection)
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (index, change) => {
        const damaged = bytes.slice()
        damaged[index] = (damaged[index] ?? 0) ^ change
        expect(() => decodeProjection(damaged)).toThrow('The stored projection')
      }),
    )
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeProjection(bytes.subarray(0, length))).toThrow('The stored projection')
    }
  })
})
