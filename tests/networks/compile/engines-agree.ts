import * as tf from '@tensorflow/tfjs'
import { expect } from 'vitest'
import { compileNetworks } from '@/lib/networks/compile/compile'
import type { ModelArtifacts } from '@/lib/networks/reading/artifacts'
import type { NetworkCut } from '@/lib/networks/network'
import { loadTensorflowNetworks } from '@/lib/networks/engines/tensorflow-networks'
import { seededNormal } from '@/lib/numerics/seeded-random'
import { encodeOnnxModel } from '@/lib/numerics/onnx-model'
import { createSession } from '@/lib/numerics/onnx-session'
import { valuesOf, type Trained, type Values } from './reference-network'

// Without this, TensorFlow.js advertises its other backends.
tf.enableProdMode()

const batch = 2
const scaling = {
  channels: 'rgb',
  scale: [1 / 16, 1 / 20, 1 / 24],
  offset: [-8, -6, -5],
} as const satisfies NetworkCut['scaling']

/** Random trained numbers, the same for the same seed. */
export function randomWeights(seed: number) {
  const normal = seededNormal(seed)
  return {
    normal: (...shape: number[]): Trained => arrayOf(shape, () => 0.5 * normal()),
    /** For variances. */
    positive: (...shape: number[]): Trained => arrayOf(shape, () => 0.2 + Math.abs(normal())),
  }
}

function arrayOf(shape: readonly number[], number: () => number): Trained {
  const length = shape.reduce((product, size) => product * size, 1)
  return { shape, data: Float32Array.from({ length }, number) }
}

/** A network's weights as artifacts have them; whole numbers are int32, as TensorFlow has shapes and axes. */
export function packWeights(
  weights: readonly { name: string; value: Trained; dtype?: 'float32' | 'int32' }[],
): Pick<ModelArtifacts, 'weightSpecs' | 'weightData'> {
  const bytes = Buffer.concat(
    weights.map(({ value, dtype }) => {
      const data = dtype === 'int32' ? Int32Array.from(value.data) : Float32Array.from(value.data)
      return new Uint8Array(data.buffer)
    }),
  )
  return {
    weightSpecs: weights.map(({ name, value, dtype = 'float32' }) => ({
      name,
      shape: [...value.shape],
      dtype,
    })),
    weightData: new Uint8Array(bytes).buffer,
  }
}

function noise(size: number): Uint8Array {
  const normal = seededNormal(size)
  return Uint8Array.from({ length: batch * size * size * 3 }, () =>
    Math.min(255, Math.max(0, Math.round(128 + 60 * normal()))),
  )
}

/** What a network is given that takes pictures of a size. */
export function inputOf(size: number): Values {
  const pixels = noise(size)
  const numbers = Array.from(
    pixels,
    (byte, index) => byte * (scaling.scale[index % 3] ?? 0) + (scaling.offset[index % 3] ?? 0),
  )
  return valuesOf([batch, size, size, 3], numbers)
}

/** The numbers that one layer of a network gives for `inputOf(size)`, compiled and run by onnxruntime. */
export async function byOnnxruntime(
  artifacts: ModelArtifacts,
  layer: string,
  size: number,
): Promise<Float32Array> {
  const cut: NetworkCut = { artifacts, scaling, outputs: [{ layer, pooling: 'flat' }] }
  const session = await createSession(encodeOnnxModel(compileNetworks([cut], size, false)), { threads: 1 })
  try {
    const outputs = await session.run({ pixels: { data: noise(size), dims: [batch, size, size, 3] } })
    const data = outputs.pooled0?.data
    if (!(data instanceof Float32Array)) throw new Error('The graph gave no numbers.')
    return data
  } finally {
    await session.dispose()
  }
}

/** The same by TensorFlow.js. */
export async function byTensorflow(
  artifacts: ModelArtifacts,
  layer: string,
  size: number,
): Promise<Float32Array> {
  await tf.setBackend('cpu')
  const cut: NetworkCut = { artifacts, scaling, outputs: [{ layer, pooling: 'flat' }] }
  const networks = await loadTensorflowNetworks([cut], size, false)
  try {
    const [pooled] = networks.run(noise(size), batch)
    if (!pooled) throw new Error('The network gave no numbers.')
    return pooled.data
  } finally {
    networks.dispose()
  }
}

/** Checks numbers against a reference: none may be off by more than 1e-4 of the greatest. */
export function expectClose(actual: Float32Array, expected: Values): void {
  expect(actual.length).toBe(expected.data.length)
  const greatest = expected.data.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6)
  const furthest = expected.data.reduce(
    (most, value, index) => Math.max(most, Math.abs(value - (actual[index] ?? Number.NaN))),
    0,
  )
  expect(furthest / greatest).toBeLessThan(1e-4)
}

/** Checks that onnxruntime and TensorFlow.js both give what a reference gives. */
export async function expectEnginesAgree(
  artifacts: ModelArtifacts,
  layer: string,
  size: number,
  expected: Values,
): Promise<void> {
  expectClose(await byOnnxruntime(artifacts, layer, size), expected)
  expectClose(await byTensorflow(artifacts, layer, size), expected)
}
