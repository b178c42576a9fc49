import * as tf from '@tensorflow/tfjs'
import type { NetworkCut, PixelScaling, PooledLayer, Pooling } from '../network'
import { cutGraphModel, cutLayersModel } from './tensorflow-topology'

/** Networks in TensorFlow.js, on the backend that is set. */
export type TensorflowNetworks = {
  /** Pools the outputs of all cuts, in their order, for pixels `[batch, size, size, 3]`. */
  run(pixels: Uint8Array, batch: number): PooledLayer[]
  dispose(): void
}

/** One network: from what it expects `[batch, size, size, 3]` to the outputs of its layers. */
type Network = { run(input: tf.Tensor): tf.Tensor[]; dispose(): void }

/**
 * Loads networks that look at the same pixels; see `compileNetworks`, which does the same for onnxruntime. Outputs
 * are averaged over each picture and its mirror image when `mirrored`. No tensor outlives a run.
 *
 * @throws Error naming the layer that is missing, or that TensorFlow.js does not know.
 */
export async function loadTensorflowNetworks(
  cuts: readonly NetworkCut[],
  inputSize: number,
  mirrored: boolean,
): Promise<TensorflowNetworks> {
  const networks: { network: Network; cut: NetworkCut }[] = []
  for (const cut of cuts) networks.push({ network: await loadNetwork(cut, inputSize), cut })
  return {
    run(pixels, batch) {
      const pooled = tf.tidy(() => {
        const pictures = tf.tensor4d(pixels, [batch, inputSize, inputSize, 3], 'int32').toFloat()
        const both = mirrored ? tf.concat([pictures, tf.reverse(pictures, 2)]) : pictures
        return networks.flatMap(({ network, cut: { scaling, outputs } }) =>
          network.run(scale(both, scaling)).map((feature, index) => {
            const flat = flatten(feature, outputs[index]?.pooling ?? 'mean')
            return mirrored ? meanOfHalves(flat) : flat
          }),
        )
      })
      return pooled.map((tensor) => {
        const data = tensor.dataSync<'float32'>()
        tensor.dispose()
        return { channels: data.length / batch, data: Float32Array.from(data) }
      })
    },
    dispose: () => networks.forEach(({ network }) => network.dispose()),
  }
}

async function loadNetwork({ artifacts, outputs }: NetworkCut, inputSize: number): Promise<Network> {
  const wanted = outputs.map(({ layer }) => layer)
  if (artifacts.format === 'layers-model') {
    const cut = cutLayersModel(artifacts, wanted, inputSize)
    const model = await tf.loadLayersModel(tf.io.fromMemory(cut))
    return { run: (input) => [model.predictOnBatch(input)].flat(), dispose: () => void model.dispose() }
  }
  const cut = cutGraphModel(artifacts, wanted)
  const model = await tf.loadGraphModel(tf.io.fromMemory(cut.artifacts))
  return { run: (input) => [model.execute(input, cut.nodes)].flat(), dispose: () => model.dispose() }
}

function scale(pictures: tf.Tensor, { channels, scale, offset }: PixelScaling): tf.Tensor {
  const ordered = channels === 'rgb' ? pictures : tf.reverse(pictures, 3)
  return ordered.mul(tf.tensor1d([...scale])).add(tf.tensor1d([...offset]))
}

function flatten(feature: tf.Tensor, pooling: Pooling): tf.Tensor {
  if (feature.rank === 2) return feature
  if (feature.rank === 4 && pooling === 'mean') return tf.mean(feature, [1, 2])
  if (feature.rank === 4 && pooling === 'flat') return tf.reshape(feature, [feature.shape[0] ?? 0, -1])
  throw new Error(`A layer of the shape [${feature.shape.join(', ')}] cannot be pooled by ${pooling}.`)
}

/** The mean of the first half of the rows and the second. */
function meanOfHalves(rows: tf.Tensor): tf.Tensor {
  const [one = rows, other = rows] = tf.split(rows, 2)
  return one.add(other).div(2)
}
