import path from 'node:path'
import { addEncoder } from '@/lib/embedding/add-encoder'
import { detectEncoder } from '@/lib/embedding/encoders/detect-encoder'
import { randomVgg16, vgg16Scaling } from '@/lib/embedding/encoders/keras/vgg16'
import type { Recipe } from '@/lib/embedding/recipes'
import { currentRecipe, encodersFolder } from '@/lib/indexing/recipe'
import { writeTensorflowFolder } from './tensorflow-folder'

const NAME = 'vgg16-random'

/** Adds VGG16 with random weights, which is as fast as with its own, flattened and compared by plain cosine. */
export async function addRandomVgg16(dataDir: string): Promise<Recipe> {
  const folder = path.join(dataDir, NAME)
  writeTensorflowFolder(folder, randomVgg16())
  await addEncoder(encodersFolder(dataDir), await detectEncoder(folder), {
    name: NAME,
    picture: { size: 224, fit: 'fill', kernel: 'nearest' },
    scaling: vgg16Scaling,
    output: { layer: 'block5_pool', pooling: 'flat' },
    mirrored: false,
    plain: true,
  })
  return currentRecipe(NAME, dataDir)
}
