import path from 'node:path'
import type { CatalogueEntry } from '@/lib/catalogue/entry'
import { openDatabase } from '@/lib/database/database'
import { addEncoder } from '@/lib/embedding/add-encoder'
import { detectEncoder } from '@/lib/networks/reading/detect-encoder'
import { randomVgg16, vgg16Scaling } from '@/lib/networks/keras/vgg16'
import type { Recipe } from '@/lib/embedding/recipes'
import { importCatalogue } from '@/lib/importing/import-catalogue'
import { indexableModels } from '@/lib/indexing/model-list'
import { currentRecipe, encodersFolder } from '@/lib/indexing/recipe'
import { storedVectors } from '@/lib/indexing/stored-vectors'
import { growCatalogue } from './grow-catalogue'
import { folderStorage } from '@/lib/storage/files'
import { fillEmbeddings } from './made-up-embeddings'
import { atMost, timesFaster, type BenchmarkRow } from './row'
import { writeTensorflowFolder } from './tensorflow-folder'
import { timeJob } from './timed-job'

const NAME = 'vgg16-random'
/** Enough for a steady figure. */
const IMAGES = 200

/**
 * Rows about the article's own pipeline: VGG16, flattened, compared by plain cosine; on a catalogue of its own.
 *
 * @param dataDir an empty directory
 * @param models how many models the catalogue has when the peak memory is measured
 * @param vocabulary renders to embed, and names for made-up models
 */
export async function* measureVgg16(
  dataDir: string,
  models: number,
  vocabulary: readonly CatalogueEntry[],
): AsyncGenerator<BenchmarkRow> {
  const entries = vocabulary.slice(0, IMAGES)
  const database = await openDatabase({
    databaseUrl: `file:${path.join(dataDir, 'rec-a-sketch.db')}`,
    dataDir,
  })
  try {
    const recipe = await addRandomVgg16(dataDir)
    await importCatalogue(database, folderStorage(dataDir), 'sample', entries)
    const flags = ['--recipe', recipe.name, '--engine', 'onnxruntime']
    const { metrics } = await timeJob(database, dataDir, flags)
    const milliseconds = ((metrics.embed ?? Number.NaN) / entries.length) * 1000
    yield timesFaster(5, 'VGG16, milliseconds an image; times faster than the article', milliseconds)

    const { dimensions } = await storedVectors(database, recipe.id, await indexableModels(database))
    await growCatalogue(database, models, entries)
    await fillEmbeddings(database, dataDir, recipe.id, dimensions, 'sparse')
    const large = await timeJob(database, dataDir, flags)
    const name = `peak memory of the job over ${models} models of ${dimensions} numbers, MB`
    yield atMost(1, name, large.metrics.peakMemoryMegabytes, 1500)
  } finally {
    await database.close()
  }
}

/** Adds VGG16 with random weights, which is as fast as with its own, flattened and compared by plain cosine. */
async function addRandomVgg16(dataDir: string): Promise<Recipe> {
  const folder = path.join(dataDir, NAME)
  writeTensorflowFolder(folder, randomVgg16())
  await addEncoder(encodersFolder(dataDir), await detectEncoder(folder), {
    name: NAME,
    picture: { size: 224, fit: 'fill', kernel: 'nearest' },
    scaling: vgg16Scaling,
    output: { layer: 'block5_pool', pooling: 'flat' },
    treatment: { mirrored: false, projection: null },
  })
  return currentRecipe(NAME, dataDir)
}
