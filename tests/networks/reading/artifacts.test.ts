import * as tf from '@tensorflow/tfjs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodeWeights,
  readPackagedNetwork,
  weightByteLength,
  type WeightSpec,
} from '@/lib/networks/reading/artifacts'
import { loadArtifacts } from '../../embedding/embedding-fixtures'

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

  it('decodes every form of number as TensorFlow.js does', () => {
    const forms = fc.constantFrom<Omit<WeightSpec, 'name' | 'shape'>[]>(
      { dtype: 'float32' },
      { dtype: 'int32' },
      { dtype: 'bool' },
      { dtype: 'float32', quantization: { dtype: 'uint8', scale: 0.1, min: -3 } },
      { dtype: 'float32', quantization: { dtype: 'uint16', scale: 1e-4, min: -0.7 } },
      { dtype: 'float32', quantization: { dtype: 'float16' } },
      { dtype: 'int32', quantization: { dtype: 'uint8', scale: 0.3, min: -7 } },
    )
    const specs = fc.array(fc.tuple(forms, fc.integer({ min: 1, max: 5 })), { maxLength: 6 })
    const bytes = fc.uint8Array({ minLength: 120, maxLength: 120 })
    fc.assert(
      fc.property(specs, bytes, (listed, random) => {
        const weightSpecs = listed.map(([form, length], at) => ({ name: `w${at}`, shape: [length], ...form }))
        const length = weightSpecs.reduce((sum, spec) => sum + weightByteLength(spec), 0)
        const weightData = random.buffer.slice(0, length)
        const decoded = decodeWeights({ ...artifacts, weightSpecs, weightData })
        const expected = tf.io.decodeWeights(weightData, weightSpecs)
        expect([...decoded.keys()]).toEqual(Object.keys(expected))
        for (const [name, { data }] of decoded) {
          expect(data).toEqual(Float32Array.from(expected[name]?.dataSync() ?? []))
        }
      }),
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
