import { cholesky, solveCholesky } from '@/lib/numerics/cholesky'
import { createCrossProduct } from '@/lib/numerics/cross-product'
import { createMatrixProduct, type DenseMatrix } from '@/lib/numerics/matrix-product'

/** A linear map with a constant: a row of inputs times `coefficients`, and `constant` on top. */
export type LinearMap = {
  /** [inputs, outputs] */
  coefficients: DenseMatrix
  /** [outputs] */
  constant: Float64Array
}

/**
 * Ridge regression: the map from inputs to outputs of the least squared error, plus `penalty` times the squared
 * coefficients; the constant is not penalised. With no rows it maps everything to zero.
 *
 * @param inputs [rows, inputs]
 * @param outputs [rows, outputs]
 * @param penalty above 0
 * @throws Error for a penalty that makes no sense, or a row with NaN or an infinity, naming it
 */
export async function fitRidge(
  inputs: DenseMatrix,
  outputs: DenseMatrix,
  penalty: number,
): Promise<LinearMap> {
  if (!(penalty > 0 && penalty < Infinity))
    throw new Error(`The penalty of a regression must be a number above 0, not ${penalty}.`)
  if (inputs.rows !== outputs.rows)
    throw new Error(`There are ${inputs.rows} rows of inputs and ${outputs.rows} of outputs.`)
  assertFinite(inputs)
  assertFinite(outputs)
  const [inputMeans, outputMeans] = [columnMeans(inputs), columnMeans(outputs)]
  const centred = [withoutMeans(inputs, inputMeans), withoutMeans(outputs, outputMeans)] as const
  const cross = await createCrossProduct()
  try {
    const gram = await cross.multiply(centred[0], centred[0])
    const right = await cross.multiply(...centred)
    for (let index = 0; index < inputs.columns; index++) {
      const place = index * inputs.columns + index
      gram[place] = (gram[place] ?? 0) + penalty
    }
    const coefficients = solveColumns(gram, right, inputs.columns, outputs.columns)
    const constant = outputMeans.map((mean, output) => {
      let moved = mean
      for (let input = 0; input < inputs.columns; input++)
        moved -= (inputMeans[input] ?? 0) * (coefficients.data[input * outputs.columns + output] ?? 0)
      return moved
    })
    return { coefficients, constant }
  } finally {
    await cross.dispose()
  }
}

/** What a map makes of rows of inputs, [rows, outputs]. @throws Error for a row with NaN or an infinity, naming it */
export async function applyMap(
  { coefficients, constant }: LinearMap,
  inputs: DenseMatrix,
): Promise<DenseMatrix> {
  assertFinite(inputs)
  const product = await createMatrixProduct()
  try {
    const mapped = await product.multiply(inputs, coefficients)
    const data = mapped.data.map((value, index) => value + (constant[index % constant.length] ?? 0))
    return { ...mapped, data }
  } finally {
    await product.dispose()
  }
}

function assertFinite({ columns, data }: DenseMatrix): void {
  const place = data.findIndex((value) => !Number.isFinite(value))
  if (place !== -1) throw new Error(`Row ${Math.floor(place / columns)} has ${data[place]} in it.`)
}

function columnMeans({ rows, columns, data }: DenseMatrix): Float64Array {
  const sums = new Float64Array(columns)
  for (let index = 0; index < data.length; index++)
    sums[index % columns] = (sums[index % columns] ?? 0) + (data[index] ?? 0)
  return sums.map((sum) => sum / Math.max(1, rows))
}

function withoutMeans(matrix: DenseMatrix, means: Float64Array): DenseMatrix {
  const data = matrix.data.map((value, index) => value - (means[index % matrix.columns] ?? 0))
  return { ...matrix, data }
}

function solveColumns(gram: Float64Array, right: Float64Array, inputs: number, outputs: number): DenseMatrix {
  const factorised = cholesky(gram, inputs)
  const data = new Float32Array(inputs * outputs)
  const column = new Float64Array(inputs)
  for (let output = 0; output < outputs; output++) {
    for (let input = 0; input < inputs; input++) column[input] = right[input * outputs + output] ?? 0
    solveCholesky(factorised, column).forEach((value, input) => (data[input * outputs + output] = value))
  }
  return { rows: inputs, columns: outputs, data }
}
