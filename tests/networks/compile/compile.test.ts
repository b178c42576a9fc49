import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { ModelArtifacts } from '@/lib/networks/reading/artifacts'
import { compileNetworks } from '@/lib/networks/compile/compile'
import { bundledNetwork } from '@/lib/networks/bundled-networks'
import type { BundledName } from '@/lib/networks/bundled-weights'
import { loadArtifacts } from '../../embedding/embedding-fixtures'
import { scaledTo } from '@/lib/networks/network'
import { encodeOnnxModel } from '@/lib/numerics/onnx-model'
import { createSession } from '@/lib/numerics/onnx-session'

// Without this, TensorFlow.js advertises its other backends.
tf.enableProdMode()

// Odd, so that the sides shrink unevenly and padding at one end only is met; small, since TensorFlow.js runs in
// plain JavaScript here.
const size = 91

const cases: { encoder: BundledName; layers: string[] }[] = [
  { encoder: 'mobilenet_v2', layers: ['block_13_expand_relu', 'block_6_expand', 'out_relu'] },
  {
    encoder: 'mobilenet_v2_mid',
    layers: ['expanded_conv_13/expand/Relu6', 'expanded_conv_12/add', 'Conv_1/Relu6'],
  },
  { encoder: 'inception_v3', layers: ['mixed6', 'mixed10', 'average_pooling2d_1'] },
]

function noise(batch: number): Uint8Array {
  let state = 12345
  return Uint8Array.from({ length: batch * size * size * 3 }, (_, index) => {
    state = (state * 1103515245 + 12345) % 2147483648
    // Slow waves under the noise, so that all layers have something to see.
    return Math.round(127 + 60 * Math.sin(index / 900) + 60 * (state / 2147483648 - 0.5))
  })
}

const layersTopology = z.object({
  model_config: z.object({
    config: z.looseObject({
      layers: z.array(
        z.looseObject({
          name: z.string(),
          inbound_nodes: z.array(z.array(z.tuple([z.string()]).rest(z.any()))),
        }),
      ),
    }),
  }),
})
const graphTopology = z.object({ node: z.array(z.looseObject({ name: z.string(), op: z.string() })) })

/** A layers model that takes pictures of the test's size and ends at the layers wanted: its head would not fit them. */
function cutLayersModel(topology: object, wanted: string[]): object {
  const { config } = layersTopology.parse(topology).model_config
  const needed = new Set(wanted)
  for (const layer of config.layers.toReversed()) {
    if (needed.has(layer.name)) layer.inbound_nodes.flat().forEach(([from]) => needed.add(from))
  }
  const layers = config.layers
    .filter(({ name }) => needed.has(name))
    .map((layer) =>
      layer.class_name === 'InputLayer'
        ? {
            ...layer,
            config: { batch_input_shape: [null, size, size, 3], dtype: 'float32', name: layer.name },
          }
        : layer,
    )
  const output_layers = wanted.map((name) => [name, 0, 0])
  return { ...topology, model_config: { class_name: 'Model', config: { ...config, layers, output_layers } } }
}

/** The layers' outputs by TensorFlow.js itself, averaged over all places. */
async function byTensorflow(
  artifacts: ModelArtifacts,
  layers: string[],
  input: tf.Tensor,
): Promise<Float32Array[]> {
  const run = async () => {
    if (artifacts.format === 'layers-model') {
      const modelTopology = cutLayersModel(artifacts.modelTopology, layers)
      const model = await tf.loadLayersModel(tf.io.fromMemory({ ...artifacts, modelTopology }), {
        strict: false,
      })
      return model.predict(input)
    }
    const { node: nodes } = graphTopology.parse(artifacts.modelTopology)
    const anySize = nodes.map((node) =>
      node.op === 'Placeholder' ? { ...node, attr: { dtype: { type: 'DT_FLOAT' } } } : node,
    )
    const modelTopology = { ...artifacts.modelTopology, node: anySize }
    const model = await tf.loadGraphModel(tf.io.fromMemory({ ...artifacts, modelTopology }))
    return model.execute(
      input,
      layers.map((layer) => nodes.find(({ name }) => name.endsWith(`/${layer}`))?.name ?? layer),
    )
  }
  return [await run()].flat().map((output) => Float32Array.from(tf.mean(output, [1, 2]).dataSync()))
}

async function compiled(cuts: typeof cases, mirrored: boolean, pixels: Uint8Array) {
  const networks = await Promise.all(
    cuts.map(async ({ encoder, layers }) => ({
      artifacts: await loadArtifacts(encoder),
      scaling: bundledNetwork(encoder).scaling,
      outputs: layers.map((layer) => ({ layer, pooling: 'mean' as const })),
    })),
  )
  const session = await createSession(encodeOnnxModel(compileNetworks(networks, size, mirrored)))
  try {
    const outputs = await session.run({ pixels: { data: pixels, dims: [2, size, size, 3] } })
    return cuts.flatMap(({ layers }) => layers).map((_, index) => outputs[`pooled${index}`]?.data)
  } finally {
    await session.dispose()
  }
}

function cosine(a: ArrayLike<number | bigint>, b: ArrayLike<number | bigint>): number {
  const products = (x: typeof a, y: typeof a) =>
    Array.from(x).reduce<number>((sum, value, index) => sum + Number(value) * Number(y[index]), 0)
  return products(a, b) / Math.sqrt(products(a, a) * products(b, b))
}

describe('a network compiled to ONNX', () => {
  const pixels = noise(2)

  it.each(cases)('sees what TensorFlow.js sees: $encoder', async ({ encoder, layers }) => {
    const { scale, offset } = bundledNetwork(encoder).scaling
    const input = tf.tensor4d(Float32Array.from(pixels), [2, size, size, 3]).mul(scale[0]).add(offset[0])
    const expected = await byTensorflow(await loadArtifacts(encoder), layers, input)
    const actual = await compiled([{ encoder, layers }], false, pixels)
    expect(actual.map((layer) => layer?.length)).toEqual(expected.map((layer) => layer.length))
    actual.forEach((layer, index) => {
      expect(cosine(layer ?? [], expected[index] ?? [])).toBeGreaterThan(0.99999)
      const scale = Math.max(...(expected[index] ?? []).map(Math.abs))
      layer?.forEach((value, at) =>
        expect(Math.abs(Number(value) - (expected[index]?.[at] ?? 0))).toBeLessThan(scale * 1e-3),
      )
    })
  })

  it('gives the same beside another network in one graph as alone', async () => {
    const together = await compiled(cases.slice(0, 2), false, pixels)
    const alone = await Promise.all(cases.slice(0, 2).map((cut) => compiled([cut], false, pixels)))
    expect(together).toEqual(alone.flat())
  })

  it('when mirrored, is the mean over the pictures and their mirror images', async () => {
    const cut = cases.slice(0, 1)
    const flipped = new Uint8Array(pixels.length)
    for (let row = 0; row < 2 * size; row++) {
      for (let x = 0; x < size; x++) {
        const from = (row * size + x) * 3
        flipped.set(pixels.subarray(from, from + 3), (row * size + size - 1 - x) * 3)
      }
    }
    const [one, other] = [await compiled(cut, false, pixels), await compiled(cut, false, flipped)]
    const both = await compiled(cut, true, pixels)
    const means = one.map((layer, index) =>
      Float32Array.from(
        { length: layer?.length ?? 0 },
        (_, at) => (Number(layer?.[at]) + Number(other[index]?.[at])) / 2,
      ),
    )
    both.forEach((layer, index) => expect(cosine(layer ?? [], means[index] ?? [])).toBeGreaterThan(0.999999))
    expect(await compiled(cut, true, flipped)).toEqual(both)
  })
})

describe('a network that cannot be compiled', () => {
  const node = (name: string, from: string) => ({
    name,
    class_name: name === 'input' ? 'InputLayer' : name === 'odd' ? 'LSTM' : 'Add',
    config: {},
    inbound_nodes: from ? [[[from, 0, 0, {}]]] : [],
  })
  const artifacts: ModelArtifacts = {
    format: 'layers-model',
    modelTopology: {
      model_config: { config: { layers: [node('input', ''), node('odd', 'input'), node('sum', 'odd')] } },
    },
    weightSpecs: [],
    weightData: new ArrayBuffer(0),
  }
  const compile = (layer: string, network = artifacts) =>
    compileNetworks(
      [{ artifacts: network, scaling: scaledTo(0, 1), outputs: [{ layer, pooling: 'mean' }] }],
      32,
      false,
    )

  it('is refused with the name of the layer that is unknown or missing', () => {
    expect(() => compile('sum')).toThrow('Layer odd is of the kind LSTM, which cannot be compiled.')
    expect(() => compile('nowhere')).toThrow('The network has no layer nowhere.')
  })

  it('is refused likewise when it is a graph', () => {
    const graph: ModelArtifacts = {
      ...artifacts,
      format: 'graph-model',
      modelTopology: {
        node: [
          { name: 'input', op: 'Placeholder' },
          { name: 'a/odd', op: 'FFT', input: ['input'] },
          { name: 'b/odd', op: 'FFT', input: ['input'] },
        ],
      },
    }
    expect(() => compile('a/odd', graph)).toThrow(
      'Layer a/odd is the operation FFT, which cannot be compiled.',
    )
    expect(() => compile('odd', graph)).toThrow('The network has 2 layers odd; name one in full.')
    expect(() => compile('nowhere', graph)).toThrow('The network has no layer nowhere.')
  })
})
