import path from 'node:path'
import { checkEncoder } from './check-encoder'
import type { EncoderDescription } from './encoder-descriptions'
import { digestOfFiles, networkIn } from '@/lib/networks/reading/read-network'
import { installEncoder } from './install-encoder'
import { vgg16Scaling } from '@/lib/networks/keras/vgg16'
import { recipeNamed } from './recipes'

/** The weights that Keras publishes for VGG16 without its top; its source states their MD5. */
export const publishedVgg16 = {
  url: 'https://storage.googleapis.com/tensorflow/keras-applications/vgg16/vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5',
  name: 'vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5',
  size: 58_889_256,
  digest: { kind: 'md5', hex: '6d6bbae143d832006294945121d1f1fc' },
} as const

/**
 * Adds VGG16 with the weights of a file to this installation, once it was seen to work; see `readVgg16Weights`.
 *
 * @throws Error when the file does not hold VGG16's weights; what `checkEncoder` throws. Nothing is added then.
 */
export async function addVgg16(encodersDir: string, file: string): Promise<void> {
  const folder = path.dirname(file)
  const files = [path.basename(file)]
  const description: EncoderDescription = {
    version: 1,
    name: 'vgg16',
    form: 'vgg16-weights',
    files,
    digest: await digestOfFiles(folder, files),
    scaling: vgg16Scaling,
    recipe: null,
  }
  const added = { name: 'vgg16', network: networkIn(folder, description), recipe: null }
  await checkEncoder(recipeNamed('vgg16', 0, [added]), { cacheDir: encodersDir })
  await installEncoder(encodersDir, folder, description)
}
