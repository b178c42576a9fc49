import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { CatalogueEntry } from '@/lib/catalogue/entry'
import { type Database, openDatabase } from '@/lib/database/database'
import type { DatabasePlace } from '@/lib/database/place'
import { DEFAULT_DEPTH, PAGE_DEPTH } from '@/lib/facts/depths'
import { DEFAULT_KIND } from '@/lib/facts/kinds'
import { endWithThisProcess } from './end-with-this-process'
import { growCatalogue } from './grow-catalogue'
import { mediansInTurn } from './in-turn'
import { withMadeUpRun } from './made-up-run'
import { atLeast, atMost, type BenchmarkRow } from './row'
import { measureSearchBox } from './search-box'
import { measureSuggestions } from './suggestions'
import { measureUnpackedRate } from './write-rate'

/** 600,000 neighbours. */
const WRITTEN_MODELS = 6_000

const READERS = 16
const READ_MS = 3_000

/** Of sixteen images each. */
const UNITS = 150
export const IMAGES_A_UNIT = 16
export const STAGE = 'bench'

export type PostgresqlRowsOptions = {
  /** An empty database. */
  databaseUrl: string
  /** One of SQLite that has a published run. */
  sqlite: Database
  dataDir: string
  searchBoxModels: number
  vocabulary: readonly CatalogueEntry[]
  /** What is typed into the search box. */
  words: readonly string[]
}

/** The rows of the speed table that are over PostgreSQL. @throws Error when its database is not empty */
export async function* postgresqlRows(options: PostgresqlRowsOptions): AsyncGenerator<BenchmarkRow> {
  const { databaseUrl, sqlite, dataDir, searchBoxModels, vocabulary, words } = options
  const place = { databaseUrl, dataDir }
  const database = await openDatabase(place)
  try {
    if ((await database.catalogue.countModels()) > 0) {
      throw new Error('The database of --postgresql has models. Give an empty one, which will be filled.')
    }
    await growCatalogue(database, searchBoxModels, vocabulary)
    const { job, bare } = await measureUnpackedRate(database, dataDir, WRITTEN_MODELS)
    yield atLeast(
      1,
      `${WRITTEN_MODELS * DEFAULT_DEPTH} neighbours written to PostgreSQL, a second, against a bare loop of SQLite, a row each`,
      job,
      bare,
    )
    const { rate, sqliteRate } = await measureReads(database, sqlite)
    yield atLeast(0.5, 'similar models read from PostgreSQL at 16 at once, against SQLite', rate, sqliteRate)
    yield atMost(
      1,
      `search as you type over ${searchBoxModels} models on PostgreSQL, milliseconds at the 95th percentile`,
      await measureSearchBox(database, words),
      30,
    )
    yield atMost(
      1,
      `suggestions as you type over ${searchBoxModels} models on PostgreSQL, misspelt ones too, milliseconds at the 95th percentile`,
      await measureSuggestions(database, words),
      30,
    )
    const alone = await imagesPerSecond(database, place, 1)
    const three = await imagesPerSecond(database, place, 3)
    yield atLeast(2.5, 'images a second at 10 ms each, three workers against one', three, alone)
  } finally {
    await database.close()
  }
}

/** Reads a second of what a page of similar models is made of, by 16 readers at once, medians of three in turn. */
async function measureReads(
  database: Database,
  sqlite: Database,
): Promise<{ rate: number; sqliteRate: number }> {
  const published = await sqlite.indexRuns.findPublishedRun()
  if (!published) throw new Error('The database of SQLite has no published run to read from.')
  const size = { neighbours: DEFAULT_DEPTH, modelCount: READ_MODELS }
  const [rate, sqliteRate] = await withMadeUpRun(database, size, async (runId) => {
    await writeMadeUpNeighbours(database, runId)
    return mediansInTurn(
      () => readsPerSecond(database, runId),
      () => readsPerSecond(sqlite, published.id),
    )
  })
  return { rate, sqliteRate }
}

/** Models of which both databases have neighbours. */
const READ_MODELS = 1_000

async function writeMadeUpNeighbours({ neighbours }: Database, runId: number): Promise<void> {
  const length = READ_MODELS * DEFAULT_DEPTH
  await neighbours.writeNeighbours(runId, DEFAULT_KIND, {
    modelIds: Array.from({ length: READ_MODELS }, (_, index) => index + 1),
    width: DEFAULT_DEPTH,
    neighbourIds: Int32Array.from({ length }, (_, index) => 1 + (index % READ_MODELS)),
    scores: Float32Array.from({ length }, (_, index) => 1 - (index % DEFAULT_DEPTH) / DEFAULT_DEPTH),
  })
}

async function readsPerSecond({ neighbours, catalogue }: Database, runId: number): Promise<number> {
  let read = 0
  const end = performance.now() + READ_MS
  const startedAt = performance.now()
  const reader = async (first: number) => {
    for (let modelId = first; performance.now() < end; modelId = (modelId % READ_MODELS) + 1) {
      const { modelIds } = await neighbours.findSimilarModels(runId, DEFAULT_KIND, modelId)
      await catalogue.readListedModels([...modelIds.subarray(0, PAGE_DEPTH)])
      read++
    }
  }
  await Promise.all(Array.from({ length: READERS }, (_, index) => reader(1 + index)))
  return read / ((performance.now() - startedAt) / 1000)
}

/** How fast some workers, each a process, get through units of sixteen images of 10 ms. */
async function imagesPerSecond(
  database: Database,
  { databaseUrl, dataDir }: DatabasePlace,
  workers: number,
): Promise<number> {
  return withMadeUpRun(database, { neighbours: 1, modelCount: 0 }, async (runId) => {
    const children = Array.from({ length: workers }, () => {
      const child = spawn(
        process.execPath,
        ['--import', 'tsx', 'lib/benchmark/waiting-worker.ts', databaseUrl, dataDir, String(runId)],
        { stdio: ['pipe', 'pipe', 'inherit'] },
      )
      endWithThisProcess(child)
      return child
    })
    await Promise.all(children.map((child) => once(child.stdout, 'data')))
    await database.units.add(
      runId,
      STAGE,
      Array.from({ length: UNITS }, () => '{}'),
    )
    const startedAt = performance.now()
    const ended = children.map((child) => once(child, 'close'))
    for (const child of children) child.stdin.end('go\n')
    await Promise.all(ended)
    const seconds = (performance.now() - startedAt) / 1000
    return (UNITS * IMAGES_A_UNIT) / seconds
  })
}
