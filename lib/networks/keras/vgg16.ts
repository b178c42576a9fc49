import { seededRandom } from '@/lib/numerics/seeded-random'
import type { ModelArtifacts } from '../reading/artifacts'
import { readInThread } from './hdf5-thread'
import { caffeScaling } from './channel-means'
import type { PixelScaling } from '../network'
import { vgg16Artifacts } from './vgg16-network'

/** Keras' `vgg16.preprocess_input`: BGR minus ImageNet's means, not scaled. */
export const vgg16Scaling: PixelScaling = caffeScaling

/**
 * Reads VGG16 out of the weights that Keras publishes; see `readVgg16Contents`.
 *
 * @throws Error naming the file and what is wrong with it: no HDF5 file, damaged, not VGG16, or a layer with the
 *   shape found and the one expected.
 */
export async function readVgg16Weights(file: string): Promise<ModelArtifacts> {
  return readInThread('vgg16', file)
}

/**
 * VGG16 with random weights, the same for the same seed, which keep numbers of one size through all layers (He et
 * al. 2015, Delving Deep into Rectifiers: variance 2 / inputs of a window; uniform here) and biases up to 0.1.
 */
export function randomVgg16(seed = 1): ModelArtifacts {
  const random = seededRandom(seed)
  const uniform = (length: number, bound: number) => {
    const data = new Float32Array(length)
    for (let at = 0; at < length; at++) data[at] = (random() * 2 - 1) * bound
    return data
  }
  return vgg16Artifacts(({ inputs, filters }) => {
    const window = 9 * inputs
    return [
      {
        suffix: 'kernel',
        shape: [3, 3, inputs, filters],
        data: uniform(window * filters, Math.sqrt(6 / window)),
      },
      { suffix: 'bias', shape: [filters], data: uniform(filters, 0.1) },
    ]
  })
}
