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
/** Of the largest; what is below is rounding in float32. */
const LEAST_SHARE = 1e-3

/**
 * The `wanted` largest singular values of a sparse matrix and their right vectors, by subspace iteration from a random
 * block with a fixed seed (Halko, Martinsson, Tropp: "Finding Structure with Randomness", SIAM Review 2011, algorithms
 * 4.4 and 5.1). The block is an eighth wider than asked for. Fewer come back when the matrix has a lower rank; none of an
 * empty one. The matrix times the vectors is its rows in that space, of the least squared error.
 */
export async function leadingSingularVectors(matrix: SparseMatrix, wanted: number): Promise<SingularVectors> {
  const width = Math.min(wanted + Math.max(16, Math.ceil(wanted / 8)), matrix.rows, matrix.columns)
  if (wanted < 1 || width === 0 || matrix.indices.length === 0)
    return {
      values: new Float64Array(0),
      right: { rows: matrix.columns, columns: 0, data: new Float32Array(0) },
    }
  const transposed = transposeMatrix(matrix)
  const cross = await createCrossProduct()
  const product = await createMatrixProduct()

  /** Columns of length 1 at right angles that span what is given, and how far it reaches along each: none of rounding alone. */
  async function rotated(block: DenseMatrix) {
    const gram = await cross.multiply(block, block)
    const { values, vectors } = fullEigenpairs(symmetric(gram, block.columns), block.columns, block.columns)
    const kept = values.filter((value) => value > LEAST_SHARE ** 2 * (values[0] ?? 0))
    const rotation: DenseMatrix = {
      rows: block.columns,
      columns: kept.length,
      data: Float32Array.from(
        { length: block.columns * kept.length },
        (_, index) => vectors[(index % kept.length) * block.columns + Math.floor(index / kept.length)] ?? 0,
      ),
    }
    return { lengths: kept.map(Math.sqrt), rotation }
  }

  async function orthonormal(block: DenseMatrix): Promise<DenseMatrix> {
    const { lengths, rotation } = await rotated(block)
    const data = rotation.data.map((value, index) => value / (lengths[index % lengths.length] ?? 1))
    return product.multiply(block, { ...rotation, data })
  }
  /** Twice, since once leaves the rounding of a block whose columns are much alike. */
  const basisOf = async (block: DenseMatrix) => orthonormal(await orthonormal(block))

  try {
    let basis = await basisOf(gaussianBlock(matrix.columns, width))
    for (let iteration = 0; iteration < ITERATIONS; iteration++) {
      const image = await basisOf(sparseTimesDense(matrix, basis))
      basis = await basisOf(sparseTimesDense(transposed, image))
    }
    const { lengths, rotation } = await rotated(sparseTimesDense(matrix, basis))
    const values = lengths.slice(0, wanted)
    return { values, right: await product.multiply(basis, firstColumns(rotation, values.length)) }
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

function firstColumns({ rows, columns, data }: DenseMatrix, wanted: number): DenseMatrix {
  return {
    rows,
    columns: wanted,
    data: Float32Array.from(
      { length: rows * wanted },
      (_, index) => data[Math.floor(index / wanted) * columns + (index % wanted)] ?? 0,
    ),
  }
}
