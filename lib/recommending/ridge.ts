import { cholesky, solveCholesky } from '@/lib/numerics/cholesky'
import { createCrossProduct, rowsBetween } from '@/lib/numerics/cross-product'
import { createMatrixProduct, type DenseMatrix } from '@/lib/numerics/matrix-product'

/** A linear map with a constant: a row of inputs times `coefficients`, and `constant` on top. */
export type LinearMap = {
  /** [inputs, outputs] */
  coefficients: DenseMatrix
  /** [outputs] */
  constant: Float64Array
}

/** Rows of inputs, and of the outputs that belong to them. */
export type RidgeRows = { inputs: DenseMatrix; outputs: DenseMatrix }

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
  if (inputs.rows !== outputs.rows)
    throw new Error(`There are ${inputs.rows} rows of inputs and ${outputs.rows} of outputs.`)
  async function* blocks() {
    let start = 0
    do {
      const end = start + RIDGE_BLOCK_ROWS
      yield { inputs: rowsBetween(inputs, start, end), outputs: rowsBetween(outputs, start, end) }
      start = end
    } while (start < inputs.rows)
  }
  return fitRidgeByBlocks(blocks, penalty)
}

/** Rows of a block; with others the last bits of a map are others. */
export const RIDGE_BLOCK_ROWS = 8_192

/**
 * The same as {@link fitRidge} of rows that are too many to be held at once.
 *
 * @param blocks gives them, {@link RIDGE_BLOCK_ROWS} at a time, and one block at least; asked twice, first for the means
 */
export async function fitRidgeByBlocks(
  blocks: () => AsyncIterable<RidgeRows>,
  penalty: number,
): Promise<LinearMap> {
  if (!(penalty > 0 && penalty < Infinity))
    throw new Error(`The penalty of a regression must be a number above 0, not ${penalty}.`)
  const means = await meansOf(blocks())
  const [inputs, outputs] = [means.inputs.length, means.outputs.length]
  const [gram, right] = [new Float64Array(inputs * inputs), new Float64Array(inputs * outputs)]
  const cross = await createCrossProduct()
  try {
    for await (const block of blocks()) {
      const centred = withoutMeans(block.inputs, means.inputs)
      addTo(gram, await cross.multiply(centred, centred))
      addTo(right, await cross.multiply(centred, withoutMeans(block.outputs, means.outputs)))
    }
  } finally {
    await cross.dispose()
  }
  for (let index = 0; index < inputs; index++) {
    const place = index * inputs + index
    gram[place] = (gram[place] ?? 0) + penalty
  }
  const coefficients = solveColumns(gram, right, inputs, outputs)
  const constant = means.outputs.map((mean, output) => {
    let moved = mean
    for (let input = 0; input < inputs; input++)
      moved -= (means.inputs[input] ?? 0) * (coefficients.data[input * outputs + output] ?? 0)
    return moved
  })
  return { coefficients, constant }
}

async function meansOf(
  blocks: AsyncIterable<RidgeRows>,
): Promise<{ inputs: Float64Array; outputs: Float64Array }> {
  let rows = 0
  let sums: { inputs: Float64Array; outputs: Float64Array } | undefined
  for await (const { inputs, outputs } of blocks) {
    sums ??= { inputs: new Float64Array(inputs.columns), outputs: new Float64Array(outputs.columns) }
    assertFinite(inputs, rows)
    assertFinite(outputs, rows)
    addColumns(sums.inputs, inputs)
    addColumns(sums.outputs, outputs)
    rows += inputs.rows
  }
  if (!sums) throw new Error('There is no block of rows to learn from.')
  const meanOf = (sum: number) => sum / Math.max(1, rows)
  return { inputs: sums.inputs.map(meanOf), outputs: sums.outputs.map(meanOf) }
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

/** @param firstRow the number of the first row */
function assertFinite({ columns, data }: DenseMatrix, firstRow = 0): void {
  const place = data.findIndex((value) => !Number.isFinite(value))
  if (place !== -1) throw new Error(`Row ${firstRow + Math.floor(place / columns)} has ${data[place]} in it.`)
}

function addColumns(sums: Float64Array, { columns, data }: DenseMatrix): void {
  for (let index = 0; index < data.length; index++)
    sums[index % columns] = (sums[index % columns] ?? 0) + (data[index] ?? 0)
}

function addTo(sums: Float64Array, others: Float64Array): void {
  others.forEach((value, index) => (sums[index] = (sums[index] ?? 0) + value))
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
