import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import { decodeWeights, readPackagedNetwork } from '@/lib/embedding/encoders/artifacts'
import { loadArtifacts } from '../embedding-fixtures'

// Without this, TensorFlow.js advertises its other backends.
tf.enableProdMode()

describe('decodeWeights', () => {
  it('decodes the bundled weights as TensorFlow.js does, to the bit', async () => {
    const artifacts = await loadArtifacts('mobilenet_v2_mid')
    const expected = tf.io.decodeWeights(artifacts.weightData, artifacts.weightSpecs)
    const actual = decodeWeights(artifacts)
    expect([...actual.keys()]).toEqual(Object.keys(expected))
    for (const [name, { shape, data }] of actual) {
      expect({ name, shape }).toEqual({ name, shape: expected[name]?.shape })
      expect(
        Buffer.from(data.buffer).equals(
          Buffer.from(Float32Array.from(expected[name]?.dataSync() ?? []).buffer),
        ),
      ).toBe(true)
    }
  })

  const artifacts = {
    format: 'layers-model',
    modelTopology: {},
    weightData: Float32Array.of(1, 2, 3).buffer,
  } as const

  it('reads weights that are not quantised', () => {
    const weightSpecs = [
      { name: 'a', shape: [2], dtype: 'float32' as const },
      { name: 'b', shape: [], dtype: 'float32' as const },
    ]
    expect(decodeWeights({ ...artifacts, weightSpecs })).toEqual(
      new Map([
        ['a', { shape: [2], data: Float32Array.of(1, 2) }],
        ['b', { shape: [], data: Float32Array.of(3) }],
      ]),
    )
  })

  it('refuses data that is too short or too long', () => {
    const spec = (length: number) => [{ name: 'a', shape: [length], dtype: 'float32' as const }]
    expect(() => decodeWeights({ ...artifacts, weightSpecs: spec(4) })).toThrow(
      'Weight a ends at byte 16, but there are only 12 bytes.',
    )
    expect(() => decodeWeights({ ...artifacts, weightSpecs: spec(2) })).toThrow(
      'The weights end at byte 8, but there are 12 bytes.',
    )
  })
})

const encoderNames = ['mobilenet_v2', 'mobilenet_v2_mid', 'inception_v3'] as const

describe('readPackagedNetwork', () => {
  it('refuses a model.json of another form', async () => {
    const network = { modelJson: async () => ({ default: { format: 'onnx' } }), weightBundles: [] }
    await expect(readPackagedNetwork(network)).rejects.toThrow('format')
  })
})

describe('loadArtifacts', () => {
  it.each(encoderNames)('finds the weights of %s that the recipes were made for', async (name) => {
    const { format, weightData } = await loadArtifacts(name)
    expect(format).toBe(name === 'mobilenet_v2_mid' ? 'graph-model' : 'layers-model')
    expect(weightData.byteLength).toBeGreaterThan(1e6)
  })
})
