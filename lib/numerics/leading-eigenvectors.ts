import { EigenvalueDecomposition, Matrix } from 'ml-matrix'

import { createMatrixProduct, type DenseMatrix } from './matrix-product'
import { seededNormal } from './seeded-random'

/** Eigenvalues in descending order, and their unit vectors as rows, [values.length, dimensions]. */
export type Eigenpairs = { values: Float64Array; vectors: Float64Array }

/** Up to here the full decomposition takes under half a second, so nothing is gained by approximating. */
const largestDirectDimensions = 384
const subspaceIterations = 6

/**
 * The `wanted` largest eigenvalues of a symmetric positive semidefinite matrix ([dimensions, dimensions]) and
 * their vectors; the component of largest magnitude of each vector is positive. Fewer are returned when the
 * matrix has a lower rank. Small matrices, and requests for most of the vectors, are decomposed in full by
 * ml-matrix; else by {@link subspaceEigenpairs}, since the full decomposition takes 4 s at 816 dimensions and
 * 30 s at 1536.
 */
export async function leadingEigenpairs(
  matrix: Float64Array,
  dimensions: number,
  wanted: number,
): Promise<Eigenpairs> {
  const subspace = subspaceDimensions(wanted)
  if (dimensions <= largestDirectDimensions || subspace > 0.8 * dimensions) {
    return fullEigenpairs(matrix, dimensions, wanted)
  }
  return subspaceEigenpairs(matrix, dimensions, wanted)
}

function subspaceDimensions(wanted: number): number {
  return wanted + Math.max(32, Math.ceil(wanted / 4))
}

/** The same by the full symmetric decomposition. */
export function fullEigenpairs(matrix: Float64Array, dimensions: number, wanted: number): Eigenpairs {
  const { realEigenvalues, eigenvectorMatrix } = decompose(matrix, dimensions)
  const order = descendingOrder(realEigenvalues).slice(0, wanted)
  const values = Float64Array.from(order, (column) => realEigenvalues[column] ?? 0)
  const vectors = new Float64Array(order.length * dimensions)
  order.forEach((column, row) => vectors.set(eigenvectorMatrix.getColumn(column), row * dimensions))
  return withPositivePeaks({ values, vectors }, dimensions)
}

/**
 * The same by subspace iteration from a random block with a fixed seed, followed by a Rayleigh-Ritz projection
 * (Halko, Martinsson, Tropp: "Finding Structure with Randomness", SIAM Review 2011, algorithms 4.4 and 5.3). The
 * block is a quarter wider than asked for. The vectors at the very end, whose eigenvalues hardly differ, come
 * out mixed among themselves; what they span, and the variance along them, is that of the full decomposition to
 * about 1 %.
 */
export async function subspaceEigenpairs(
  matrix: Float64Array,
  dimensions: number,
  wanted: number,
): Promise<Eigenpairs> {
  const symmetric: DenseMatrix = { rows: dimensions, columns: dimensions, data: Float32Array.from(matrix) }
  const product = await createMatrixProduct()
  const crossProduct = await createMatrixProduct({ right: true })
  try {
    let basis = gaussianBlock(subspaceDimensions(wanted), dimensions)
    for (let iteration = 0; iteration < subspaceIterations; iteration++) {
      basis = orthonormalRows((await product.multiply(basis, symmetric)).data, dimensions)
    }
    const image = await product.multiply(basis, symmetric)
    const { data } = await crossProduct.multiply(image, basis)
    const small = Float64Array.from(data)
    for (let row = 0; row < basis.rows; row++) {
      for (let column = 0; column < row; column++) {
        const [below, above] = [row * basis.rows + column, column * basis.rows + row]
        small[below] = small[above] = ((small[below] ?? 0) + (small[above] ?? 0)) / 2
      }
    }
    const inside = fullEigenpairs(small, basis.rows, wanted)
    const rotation = {
      rows: inside.values.length,
      columns: basis.rows,
      data: Float32Array.from(inside.vectors),
    }
    const vectors = Float64Array.from((await product.multiply(rotation, basis)).data)
    return withPositivePeaks({ values: inside.values, vectors }, dimensions)
  } finally {
    await product.dispose()
    await crossProduct.dispose()
  }
}

function decompose(matrix: Float64Array, dimensions: number) {
  const square = Matrix.from1DArray(dimensions, dimensions, matrix)
  return new EigenvalueDecomposition(square, { assumeSymmetric: true })
}

function descendingOrder(values: readonly number[]): number[] {
  return values.map((_, index) => index).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b)
}

/** Rows of independent normal numbers, the same on every call. */
function gaussianBlock(rows: number, columns: number): DenseMatrix {
  return { rows, columns, data: Float32Array.from({ length: rows * columns }, seededNormal(0x5eed)) }
}

/**
 * Rows of length 1, at right angles to each other, that span what the given rows span: modified Gram-Schmidt in
 * float64, four rows at a time for speed. A row of which nothing but rounding is left is dropped.
 */
function orthonormalRows(values: Float32Array, columns: number): DenseMatrix {
  const kept: Float64Array[] = []
  const zeros = new Float64Array(columns)
  for (let start = 0; start < values.length; start += columns) {
    const row = Float64Array.from(values.subarray(start, start + columns))
    const before = length(row)
    for (let first = 0; first < kept.length; first += 4) {
      const [a = zeros, b = zeros, c = zeros, d = zeros] = kept.slice(first, first + 4)
      subtractProjections(row, a, b, c, d)
    }
    const after = length(row)
    if (!(after > 1e-6 * before)) continue
    kept.push(row.map((value) => value / after))
  }
  const data = new Float32Array(kept.length * columns)
  kept.forEach((row, index) => data.set(row, index * columns))
  return { rows: kept.length, columns, data }
}

/** Takes from the row its parts along four unit vectors that are at right angles to each other. */
function subtractProjections(
  row: Float64Array,
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  d: Float64Array,
): void {
  let [alongA, alongB, alongC, alongD] = [0, 0, 0, 0]
  for (let index = 0; index < row.length; index++) {
    const value = row[index] ?? 0
    alongA += value * (a[index] ?? 0)
    alongB += value * (b[index] ?? 0)
    alongC += value * (c[index] ?? 0)
    alongD += value * (d[index] ?? 0)
  }
  for (let index = 0; index < row.length; index++) {
    row[index] =
      (row[index] ?? 0) -
      alongA * (a[index] ?? 0) -
      alongB * (b[index] ?? 0) -
      alongC * (c[index] ?? 0) -
      alongD * (d[index] ?? 0)
  }
}

function length(row: Float64Array): number {
  let square = 0
  for (const value of row) square += value * value
  return Math.sqrt(square)
}

/** The pairs, each vector turned so that its component of largest magnitude is positive. */
export function withPositivePeaks(pairs: Eigenpairs, dimensions: number): Eigenpairs {
  const { vectors } = pairs
  for (let start = 0; start < vectors.length; start += dimensions) {
    const vector = vectors.subarray(start, start + dimensions)
    let peak = 0
    for (const value of vector) if (Math.abs(value) > Math.abs(peak)) peak = value
    if (peak < 0) vector.forEach((value, index) => (vector[index] = -value))
  }
  return pairs
}
