import { writeTensorflowFolder } from '@/lib/benchmark/tensorflow-folder'
import { type EncoderDescription } from '@/lib/embedding/encoder-descriptions'
import { digestOfFiles } from '@/lib/networks/reading/read-network'
import { installEncoder } from '@/lib/embedding/install-encoder'
import { scaledTo } from '@/lib/networks/network'
import { seededNormal } from '@/lib/numerics/seeded-random'
import { defaultProjection } from '@/lib/embedding/recipe-definitions'
import { encodersFolder } from '@/lib/indexing/recipe'
import { layersModel } from '../networks/compile/layers-fixture'
import { temporaryDirectory } from './temporary'

const FILES = ['model.json', 'weights.bin']

/**
 * Filters of each: of one, of another for when the recipe changes, of one whose vectors take space, and of one whose
 * recipe is plain, as the article's.
 */
const FILTERS = { small: 64, other: 64, wide: 512, plain: 8 }

/**
 * Adds encoders of one convolution with random filters, which take no time: for jobs that are watched for something
 * else than what their encoder sees.
 */
export async function addSmallEncoders(dataDir: string): Promise<void> {
  for (const [name, filters] of Object.entries(FILTERS)) {
    const isPlain = name === 'plain'
    const folder = temporaryDirectory()
    writeTensorflowFolder(folder, network(name, filters))
    const description: EncoderDescription = {
      version: 1,
      name,
      form: 'tensorflow',
      files: FILES,
      digest: await digestOfFiles(folder, FILES),
      scaling: scaledTo(-1, 1),
      recipe: {
        picture: { size: 32, fit: 'contain', kernel: 'cubic' },
        mirrored: !isPlain,
        layers: [{ network: name, layer: 'seen', pooling: isPlain ? 'flat' : 'mean', weight: 1 }],
        projection: isPlain ? null : defaultProjection,
      },
    }
    await installEncoder(encodersFolder(dataDir), folder, description)
  }
}

function network(name: string, filters: number) {
  const normal = seededNormal(name.charCodeAt(0))
  const numbers = (...shape: number[]) => ({
    shape,
    data: Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, normal),
  })
  return layersModel({
    seen: {
      kind: 'Conv2D',
      config: { filters, kernel_size: [5, 5], strides: [2, 2], padding: 'same', activation: 'relu' },
      weights: { kernel: numbers(5, 5, 3, filters), bias: numbers(filters) },
    },
  })
}
