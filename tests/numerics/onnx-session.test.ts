import { describe, expect, it } from 'vitest'
import { encodeOnnxModel, type OnnxGraph } from '@/lib/numerics/onnx-model'
import { createSession, type Tensor } from '@/lib/numerics/onnx-session'

async function run(graph: OnnxGraph, inputs: Record<string, Tensor>) {
  const session = await createSession(encodeOnnxModel(graph), { threads: 2 })
  try {
    return await session.run(inputs)
  } finally {
    await session.dispose()
  }
}

describe('a graph that was encoded here and run by onnxruntime', () => {
  it('multiplies matrices and takes the largest of each row', async () => {
    const graph: OnnxGraph = {
      name: 'top',
      inputs: [{ name: 'queries', type: 'float32', shape: ['queries', 2] }],
      outputs: [
        { name: 'scores', type: 'float32', shape: ['queries', 2] },
        { name: 'indices', type: 'int64', shape: ['queries', 2] },
      ],
      constants: [
        { name: 'columns', dims: [2, 3], data: Float32Array.of(1, 0, 1, 0, 1, 1) },
        { name: 'k', dims: [1], data: BigInt64Array.of(2n) },
      ],
      nodes: [
        { operator: 'MatMul', inputs: ['queries', 'columns'], outputs: ['products'] },
        {
          operator: 'TopK',
          inputs: ['products', 'k'],
          outputs: ['scores', 'indices'],
          attributes: { axis: { kind: 'int', value: 1 }, largest: { kind: 'int', value: 1 } },
        },
      ],
    }
    const { scores, indices } = await run(graph, {
      queries: { dims: [2, 2], data: Float32Array.of(1, 2, 5, -3) },
    })
    expect(scores).toEqual({ dims: [2, 2], data: Float32Array.of(3, 2, 5, 2) })
    expect(indices).toEqual({ dims: [2, 2], data: BigInt64Array.of(2n, 1n, 0n, 2n) })
  })

  it('multiplies with a matrix that is handed over beside the file', async () => {
    const graph: OnnxGraph = {
      name: 'product',
      inputs: [{ name: 'queries', type: 'float32', shape: ['queries', 2] }],
      outputs: [{ name: 'products', type: 'float32', shape: ['queries', 3] }],
      constants: [],
      externals: [{ name: 'columns', dims: [2, 3] }],
      nodes: [{ operator: 'MatMul', inputs: ['queries', 'columns'], outputs: ['products'] }],
    }
    const columns = Float32Array.of(9, 1, 0, 1, 0, 1, 1).subarray(1)
    const session = await createSession(encodeOnnxModel(graph), { externals: { columns } })
    const { products } = await session.run({ queries: { dims: [1, 2], data: Float32Array.of(1, 2) } })
    await session.dispose()
    expect(products).toEqual({ dims: [1, 3], data: Float32Array.of(1, 2, 3) })
  })

  it('convolves bytes, with attributes of every kind', async () => {
    const graph: OnnxGraph = {
      name: 'convolution',
      inputs: [{ name: 'pixels', type: 'uint8', shape: [1, 1, 3, 3] }],
      outputs: [{ name: 'leaked', type: 'float32', shape: [1, 1, 2, 2] }],
      constants: [{ name: 'kernel', dims: [1, 1, 2, 2], data: Float32Array.of(1, 0, 0, -1) }],
      nodes: [
        {
          operator: 'Cast',
          inputs: ['pixels'],
          outputs: ['floats'],
          attributes: { to: { kind: 'int', value: 1 } },
        },
        {
          operator: 'Conv',
          inputs: ['floats', 'kernel'],
          outputs: ['convolved'],
          attributes: {
            auto_pad: { kind: 'string', value: 'NOTSET' },
            pads: { kind: 'ints', value: [0, 0, 0, 0] },
          },
        },
        {
          operator: 'LeakyRelu',
          inputs: ['convolved'],
          outputs: ['leaked'],
          attributes: { alpha: { kind: 'float', value: 0.5 } },
        },
      ],
    }
    const pixels = Uint8Array.of(9, 1, 2, 3, 4, 255, 6, 7, 8)
    const { leaked } = await run(graph, { pixels: { dims: [1, 1, 3, 3], data: pixels } })
    expect(leaked).toEqual({ dims: [1, 1, 2, 2], data: Float32Array.of(5, -127, -2, -2) })
  })
})

describe('encodeOnnxModel', () => {
  it('encodes only the viewed part of a larger buffer', async () => {
    const graph: OnnxGraph = {
      name: 'view',
      inputs: [{ name: 'x', type: 'float32', shape: [2] }],
      outputs: [{ name: 'y', type: 'float32', shape: [2] }],
      constants: [{ name: 'c', dims: [2], data: Float32Array.of(9, 10, 20, 9).subarray(1, 3) }],
      nodes: [{ operator: 'Add', inputs: ['x', 'c'], outputs: ['y'] }],
    }
    const { y } = await run(graph, { x: { dims: [2], data: Float32Array.of(1, 2) } })
    expect(y?.data).toEqual(Float32Array.of(11, 22))
  })

  it('refuses a constant whose shape does not fit its data', () => {
    const constants = [{ name: 'c', dims: [2, 2], data: Float32Array.of(1, 2, 3) }]
    expect(() => encodeOnnxModel({ name: 'bad', inputs: [], outputs: [], nodes: [], constants })).toThrow(
      'Constant c has 3 elements; its shape [2, 2] needs 4.',
    )
  })
})

describe('createSession', () => {
  it('refuses bytes that are no model', async () => {
    await expect(createSession(Uint8Array.of(1, 2, 3))).rejects.toThrow()
  })
})
