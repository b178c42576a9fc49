import { Matrix } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { fullEigenpairs, leadingEigenpairs, subspaceEigenpairs } from '@/lib/numerics/leading-eigenvectors'
import { seededNormal } from '@/lib/numerics/seeded-random'
import { cosine, rowsOf } from '../embedding/embedding-fixtures'

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
