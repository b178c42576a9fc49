import path from 'node:path'
import { sampleEntries } from '@/lib/catalogue/sample'
import type { CatalogueEntry } from '@/lib/catalogue/entry'
import { type Database, type ModelConditions, openDatabase } from '@/lib/database/database'
import { folderStorage } from '@/lib/storage/files'
import { currentRecipe } from '@/lib/indexing/recipe'
import { importCatalogue } from '@/lib/importing/import-catalogue'
import { defaultProjection } from '@/lib/embedding/recipe-definitions'
import { indexableModels } from '@/lib/indexing/model-list'
import { storedVectors } from '@/lib/indexing/stored-vectors'
import { DEFAULT_DEPTH } from '@/lib/facts/depths'
import { measureBlend } from './blend-request'
import { measureEmbeddingLimits } from './embedding-limits'
import { measureFilteredList } from './filtered-list'
import { firstModels } from './first-models'
import { growCatalogue } from './grow-catalogue'
import { measureHardestListing } from './hardest-listings'
import { measureHttpRates, serveBare } from './http-rate'
import { fillEmbeddings } from './made-up-embeddings'
import { fillVectors } from './made-up-vectors'
import { likesRows } from './likes-rows'
import { atLeast, atMost, timesFaster, type BenchmarkRow } from './row'
import { measureLatencyUnderRun } from './latency-under-run'
import { measureExactSearch, measurePictureSearch, measureVectorMemory } from './picture-search'
import { measureSearchBox } from './search-box'
import { measureSearchRate } from './search-rate'
import { serveSite } from './served-site'
import { measureSuggestions } from './suggestions'
import { timeJob } from './timed-job'
import { postgresqlRows } from './postgresql-rows'
import { measureVgg16 } from './vgg16-rows'
import { measureWholeWay } from './whole-way'
import { measureWriteRate } from './write-rate'

export type SpeedTableOptions = {
  /** An empty directory; the catalogue is made there. */
  dataDir: string
  /** How many renders of the sample catalogue are embedded, 1 to 1852. */
  images: number
  /** JPEGs in a folder that are imported, embedded and published. */
  folderImages: number
  /** Models in the catalogue that the search, the table and the server are measured on. */
  models: number
  /** Models in the catalogue that the search box is measured on. */
  searchBoxModels: number
  /** An empty database of PostgreSQL, for the rows over that; without one there are none. */
  postgresqlUrl?: string
  /** Called before each measurement. */
  onStep(what: string): void
}

/** Measures the speed table, row by row. The pages must have been built. Nothing else should run meanwhile. */
export async function* speedTable(options: SpeedTableOptions): AsyncGenerator<BenchmarkRow> {
  const { dataDir, images, folderImages, models, searchBoxModels, postgresqlUrl, onStep } = options
  const recipe = currentRecipe('default', dataDir)
  const databaseFile = path.join(dataDir, 'rec-a-sketch.db')
  const database = await openDatabase({ databaseUrl: `file:${databaseFile}`, dataDir })
  const vocabulary = await sampleEntries()

  onStep(`Embedding ${images} renders, and nothing but decoding and the network`)
  const entries = vocabulary.slice(0, images)
  await importCatalogue(database, folderStorage(dataDir), 'sample', entries)
  const { decodeSeconds, networkSeconds } = await measureEmbeddingLimits(entries, recipe, dataDir)
  const first = await timeJob(database, dataDir)
  const embedSeconds = first.metrics.embed ?? Number.NaN
  yield atLeast(
    0.95,
    'embedding, images a second, against bare decoding plus bare network',
    images / embedSeconds,
    images / (decodeSeconds + networkSeconds),
  )
  const milliseconds = (embedSeconds / images) * 1000
  yield timesFaster(80, 'embedding, milliseconds an image; times faster than the article', milliseconds)
  const second = await timeJob(database, dataDir)
  yield atMost(
    0.05,
    'a second run with nothing new, seconds of the whole process, against the first',
    second.seconds,
    first.seconds,
  )

  onStep(`Making ${folderImages} JPEGs, importing them, and publishing what looks alike`)
  yield await measureWholeWay(path.join(dataDir, 'whole-way'), folderImages, vocabulary)

  onStep('Reading pages while everything is embedded anew')
  const { idle, underRun } = await measureLatencyUnderRun(dataDir, ['/', ...(await pagesOf(database))])
  yield atMost(
    3,
    'pages while a run embeds, milliseconds at the 99th percentile, against idle',
    underRun,
    idle,
  )

  onStep(`Searching and publishing ${models} models`)
  yield await measureSearchRate(models, defaultProjection.dimensions)
  const { dimensions } = await storedVectors(database, recipe.id, await indexableModels(database))
  await growCatalogue(database, models, vocabulary)
  await fillEmbeddings(database, dataDir, recipe.id, dimensions, 'dense')
  const large = await timeJob(database, dataDir)
  const { peakMemoryMegabytes } = large.metrics
  yield atMost(1, `peak memory of the job over ${models} models, MB`, peakMemoryMegabytes, 700)
  const writing = await measureWriteRate(database, databaseFile, models)
  yield atLeast(
    0.5,
    'neighbours written, a second, against a bare prepared statement',
    writing.job,
    writing.bare,
  )
  yield atMost(
    0.25,
    `writing and publishing ${models * DEFAULT_DEPTH} neighbours, seconds, against embedding as many models`,
    (models * DEFAULT_DEPTH) / writing.job + large.metrics.publish,
    (milliseconds / 1000) * models,
  )

  onStep(`Embedding with VGG16, and searching ${models} flattened feature maps`)
  yield* measureVgg16(path.join(dataDir, 'vgg16'), models, vocabulary.slice(0, images))

  onStep('Learning from made-up likes')
  yield* likesRows()

  onStep('Serving')
  const site = await serveSite(dataDir)
  const bare = await serveBare(databaseFile)
  try {
    const { origin } = site
    const pages = await pagesOf(database)
    const similar = pages.map((page) => `/api${page}/similar`)
    const api = await measureHttpRates({ origin, paths: similar }, { origin: bare.origin, paths: similar })
    yield atLeast(
      4,
      'GET /api/models/:uid/similar, requests a second, against a bare handler over the same statements',
      api.rate,
      api.otherRate,
    )
    const html = await measureHttpRates({ origin, paths: pages }, { origin, paths: ['/about'] })
    yield atLeast(0.5, 'a model page, requests a second, against a static page', html.rate, html.otherRate)
  } finally {
    bare.stop()
    await site.stop()
  }
  const { blend, plain } = await measureBlend(database, dataDir)
  yield atMost(
    1.5,
    'a blend of looks, likes and tags, milliseconds that nobody has asked for before, against look-alikes alone',
    blend,
    plain,
  )

  onStep(`Searching as you type over ${searchBoxModels} models`)
  await growCatalogue(database, searchBoxModels, vocabulary)
  const words = vocabulary.filter((_, index) => index % 16 === 0).map((entry) => entry.name)
  yield atMost(
    1,
    `search as you type over ${searchBoxModels} models, milliseconds at the 95th percentile`,
    await measureSearchBox(database, words),
    20,
  )
  yield atMost(
    1,
    `suggestions as you type over ${searchBoxModels} models, misspelt ones too, milliseconds at the 95th percentile`,
    await measureSuggestions(database, words),
    20,
  )
  yield atMost(
    1,
    `the hardest listing over ${searchBoxModels} models, milliseconds`,
    (await measureHardestListing(database)).milliseconds,
    25,
  )
  yield atMost(
    1,
    `a filtered list over ${searchBoxModels} models, milliseconds at the 95th percentile`,
    await measureFilteredList(database, {
      conditions: filtersOf(vocabulary),
      dimensions: defaultProjection.dimensions,
    }),
    50,
  )

  onStep(`Looking for pictures over ${searchBoxModels} models`)
  yield* pictureRows(database, dataDir, searchBoxModels, vocabulary)
  if (postgresqlUrl !== undefined) {
    onStep(`The same over PostgreSQL, with ${searchBoxModels} models`)
    yield* postgresqlRows({
      databaseUrl: postgresqlUrl,
      sqlite: database,
      dataDir,
      searchBoxModels,
      vocabulary,
      words,
    })
  }
  await database.close()
}

async function* pictureRows(
  database: Database,
  dataDir: string,
  models: number,
  vocabulary: readonly CatalogueEntry[],
): AsyncGenerator<BenchmarkRow> {
  const run = await database.indexRuns.findPublishedRun()
  if (!run) throw new Error('Nothing is published.')
  const { dimensions } = defaultProjection
  await fillVectors(database, run.id, dimensions, DEFAULT_DEPTH)
  yield atMost(
    1,
    `exact search over ${models} vectors of ${dimensions}, milliseconds`,
    await measureExactSearch(database, run.id),
    25,
  )
  const pictures = await Promise.all(vocabulary.slice(0, 16).map((entry) => entry.readImage()))
  const pages = (await pagesOf(database)).slice(0, 40)
  const times = await measurePictureSearch(dataDir, pictures, pages)
  yield atMost(1, `looking for a small picture over ${models} models, milliseconds`, times.warm, 150)
  yield atMost(1, 'the first after a start, milliseconds', times.first, 3000)
  const megabytes = await measureVectorMemory(dataDir)
  yield atMost(1, `memory of the web server for ${models} vectors, MB more than without`, megabytes, 300)
  yield atMost(
    1.5,
    'pages while pictures are looked for, milliseconds at the 99th percentile, against idle',
    times.underSearches,
    times.idle,
  )
}

/** Filters that few models pass, many, and nearly all. */
function filtersOf([first]: readonly CatalogueEntry[]): ModelConditions[] {
  const { tags = [], categories = [], license, author } = first ?? {}
  return [
    { tag: tags[0] },
    { category: categories[0] },
    { license: license ?? undefined },
    { exceptAuthors: [author ?? ''] },
    { category: categories[0], tag: tags[0] },
  ]
}

/** The pages of the first models of the catalogue. */
async function pagesOf(database: Database): Promise<string[]> {
  return (await firstModels(database, 200)).map(({ uid }) => `/models/${encodeURIComponent(uid)}`)
}
