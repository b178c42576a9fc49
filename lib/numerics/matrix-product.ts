import { encodeOnnxModel } from './onnx-model'
import { createSession } from './onnx-session'

/** A row-major matrix, [rows, columns]. */
export type DenseMatrix = { rows: number; columns: number; data: Float32Array }

/** The product of two float32 matrices, either of which may be taken transposed, computed by onnxruntime. */
export type MatrixProduct = {
  multiply(left: DenseMatrix, right: DenseMatrix): Promise<DenseMatrix>
  dispose(): Promise<void>
}

/** A product to be run many times; `dispose` frees its native memory. */
export async function createMatrixProduct(
  transposed: { left?: boolean; right?: boolean } = {},
): Promise<MatrixProduct> {
  const flag = (value?: boolean) => ({ kind: 'int', value: value ? 1 : 0 }) as const
  const session = await createSession(
    encodeOnnxModel({
      name: 'matrix-product',
      inputs: [
        { name: 'left', type: 'float32', shape: ['leftRows', 'leftColumns'] },
        { name: 'right', type: 'float32', shape: ['rightRows', 'rightColumns'] },
      ],
      outputs: [{ name: 'product', type: 'float32', shape: ['rows', 'columns'] }],
      constants: [],
      nodes: [
        {
          operator: 'Gemm',
          inputs: ['left', 'right'],
          outputs: ['product'],
          attributes: { transA: flag(transposed.left), transB: flag(transposed.right) },
        },
      ],
    }),
  )
  return {
    async multiply(left, right) {
      const { product } = await session.run({
        left: { data: left.data, dims: [left.rows, left.columns] },
        right: { data: right.data, dims: [right.rows, right.columns] },
      })
      const [rows, columns] = product?.dims ?? []
      if (!(product?.data instanceof Float32Array) || rows === undefined || columns === undefined) {
        throw new Error('The matrix product must return a float32 matrix.')
      }
      return { rows, columns, data: product.data }
    },
    dispose: () => session.dispose(),
  }
}
