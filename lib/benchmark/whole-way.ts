import path from 'node:path'
import type { CatalogueEntry } from '@/lib/catalogue/entry'
import { openDatabase } from '@/lib/database/database'
import { writeMadeUpPictures } from './made-up-pictures'
import { atLeast, type BenchmarkRow } from './row'
import { timeScript } from './timed-script'

/** Images a second that somebody with a folder of 25,000 should see. */
const WANTED_RATE = 60

/**
 * The whole way of pictures from a folder to published look-alikes: importing, and the precompute job with the default
 * recipe, both as processes of their own with all that they do first. Making the pictures is not counted.
 *
 * @param folder a new one, for the pictures and a data directory
 * @param renders with transparent pictures, of which those in the folder are made
 * @throws Error when not every picture has been published.
 */
export async function measureWholeWay(
  folder: string,
  images: number,
  renders: readonly CatalogueEntry[],
): Promise<BenchmarkRow> {
  const pictures = path.join(folder, 'pictures')
  const dataDir = path.join(folder, 'data')
  await writeMadeUpPictures(pictures, images, renders)
  const importSeconds = await timeScript('catalog-folder', dataDir, [pictures])
  const jobSeconds = await timeScript('precompute', dataDir)
  await assertPublished(dataDir, images)
  const shareOfImport = Math.round((100 * importSeconds) / (importSeconds + jobSeconds))
  return atLeast(
    1,
    `from a folder of ${images} JPEGs of 256 x 144 to published look-alikes, images a second (import ${shareOfImport} %)`,
    images / (importSeconds + jobSeconds),
    WANTED_RATE,
  )
}

async function assertPublished(dataDir: string, images: number): Promise<void> {
  const databaseUrl = `file:${path.join(dataDir, 'rec-a-sketch.db')}`
  const database = await openDatabase({ databaseUrl, dataDir })
  try {
    const run = await database.indexRuns.findPublishedRun()
    if (run?.modelCount !== images)
      throw new Error(`${run?.modelCount ?? 0} of ${images} pictures were published.`)
  } finally {
    await database.close()
  }
}
