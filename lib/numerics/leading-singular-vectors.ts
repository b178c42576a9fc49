import { createCrossProduct } from './cross-product'
import { fullEigenpairs } from './leading-eigenvectors'
import { createMatrixProduct, type DenseMatrix } from './matrix-product'
import { seededNormal } from './seeded-random'
import { type SparseMatrix, transposeMatrix } from './sparse-matrix'
import { sparseTimesDense } from './sparse-product'

/** Singular values in descending order, and the right singular vectors as columns, [matrix.columns, values.length]. */
export type SingularVectors = { values: Float64Array; right: DenseMatrix }

const ITERATIONS = 4
const SEED = 0x5eed
/** Of the largest singular value, or of the length of a column: what is below is rounding in float32. */
const LEAST_SHARE = 1e-3

/**
 * The `wanted` largest singular values of a sparse matrix and their right vectors, by subspace iteration from a random
 * block with a fixed seed (Halko, Martinsson, Tropp: "Finding Structure with Randomness", SIAM Review 2011, algorithms
 * 4.4 and 5.1). The block is an eighth wider than asked for. Fewer come back when the matrix has a lower rank; none of one
 * that is empty or all zero. The matrix times the vectors is its rows in that space, of the least squared error.
 */
export async function leadingSingularVectors(matrix: SparseMatrix, wanted: number): Promise<SingularVectors> {
  const width = Math.min(wanted + Math.max(16, Math.ceil(wanted / 8)), matrix.rows, matrix.columns)
  if (wanted < 1 || width === 0 || matrix.values.every((value) => value === 0))
    return {
      values: new Float64Array(0),
      right: { rows: matrix.columns, columns: 0, data: new Float32Array(0) },
    }
  const transposed = transposeMatrix(matrix)
  const cross = await createCrossProduct()
  const product = await createMatrixProduct()

  async function orthonormal(block: DenseMatrix): Promise<DenseMatrix> {
    return product.multiply(block, orthonormalising(await cross.multiply(block, block), block.columns))
  }
  /** Twice, since once leaves the rounding of a block whose columns are much alike. */
  const basisOf = async (block: DenseMatrix) => orthonormal(await orthonormal(block))

  try {
    let basis = await basisOf(gaussianBlock(matrix.columns, width))
    for (let iteration = 0; iteration < ITERATIONS; iteration++) {
      const image = await basisOf(sparseTimesDense(matrix, basis))
      basis = await basisOf(sparseTimesDense(transposed, image))
    }
    const image = sparseTimesDense(matrix, basis)
    const { values: squares, vectors } = fullEigenpairs(
      symmetric(await cross.multiply(image, image), basis.columns),
      basis.columns,
      wanted,
    )
    const values = squares.filter((square) => square > LEAST_SHARE ** 2 * (squares[0] ?? 0)).map(Math.sqrt)
    const rotation = transposedRows(vectors, values.length, basis.columns)
    return { values, right: await product.multiply(basis, rotation) }
  } finally {
    await cross.dispose()
    await product.dispose()
  }
}

/** The mean of both triangles. */
function symmetric(matrix: Float64Array, size: number): Float64Array {
  return matrix.map((value, index) => {
    const mirrored = (index % size) * size + Math.floor(index / size)
    return (value + (matrix[mirrored] ?? 0)) / 2
  })
}

function gaussianBlock(rows: number, columns: number): DenseMatrix {
  return { rows, columns, data: Float32Array.from({ length: rows * columns }, seededNormal(SEED)) }
}

/** The first rows of a row-major matrix, as columns. */
function transposedRows(matrix: Float64Array, rows: number, columns: number): DenseMatrix {
  return {
    rows: columns,
    columns: rows,
    data: Float32Array.from(
      { length: rows * columns },
      (_, index) => matrix[(index % rows) * columns + Math.floor(index / rows)] ?? 0,
    ),
  }
}

/**
 * What a block is multiplied by to have columns of length 1 at right angles that span what its columns span: the inverse of
 * the Cholesky factor of its Gram matrix (CholeskyQR), without the columns of which the others leave but rounding.
 */
function orthonormalising(gram: Float64Array, size: number): DenseMatrix {
  const kept: { column: number; lower: Float64Array; inverse: Float64Array }[] = []
  for (let column = 0; column < size; column++) {
    const lower = new Float64Array(kept.length + 1)
    const whole = gram[column * size + column] ?? 0
    let left = whole
    for (const [place, other] of kept.entries()) {
      let value = gram[column * size + other.column] ?? 0
      for (let index = 0; index < place; index++) value -= (lower[index] ?? 0) * (other.lower[index] ?? 0)
      value /= other.lower[place] ?? 1
      lower[place] = value
      left -= value * value
    }
    if (!(left > LEAST_SHARE ** 2 * whole)) continue
    const length = Math.sqrt(left)
    lower[kept.length] = length
    const inverse = new Float64Array(size)
    inverse[column] = 1 / length
    for (const [place, other] of kept.entries()) {
      const factor = (lower[place] ?? 0) / length
      for (let index = 0; index < column; index++)
        inverse[index] = (inverse[index] ?? 0) - factor * (other.inverse[index] ?? 0)
    }
    kept.push({ column, lower, inverse })
  }
  const rows = new Float64Array(kept.length * size)
  kept.forEach(({ inverse }, place) => rows.set(inverse, place * size))
  return transposedRows(rows, kept.length, size)
}
