import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { CatalogueEntry } from '@/lib/catalogue/entry'
import { type Database, openDatabase } from '@/lib/database/database'
import { DEFAULT_DEPTH, PAGE_DEPTH } from '@/lib/facts/depths'
import { DEFAULT_KIND } from '@/lib/facts/kinds'
import { endWithThisProcess } from './end-with-this-process'
import { growCatalogue } from './grow-catalogue'
import { atLeast, atMost, median, type BenchmarkRow } from './row'
import { measureSearchBox } from './search-box'
import { measureUnpackedRate } from './write-rate'

/** 600,000 neighbours. */
const WRITTEN_MODELS = 6_000

const READERS = 16
const READ_MS = 3_000
const ROUNDS = 3

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
  const runId = await publishMadeUp(database)
  const published = await sqlite.indexRuns.findPublishedRun()
  const rates: { own: number; other: number }[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const own = await readsPerSecond(database, runId)
    rates.push({ own, other: await readsPerSecond(sqlite, published?.id ?? 0) })
  }
  return { rate: median(rates.map(({ own }) => own)), sqliteRate: median(rates.map(({ other }) => other)) }
}

/** Models of which both databases have neighbours. */
const READ_MODELS = 1_000

async function publishMadeUp({ indexRuns, neighbours }: Database): Promise<number> {
  const settings = { mode: 'all', recipe: 'bench', recipeId: 'bench', engine: 'bench' } as const
  const runId = await indexRuns.beginIndexRun({
    ...settings,
    neighbours: DEFAULT_DEPTH,
    modelCount: READ_MODELS,
  })
  const length = READ_MODELS * DEFAULT_DEPTH
  await neighbours.writeNeighbours(runId, DEFAULT_KIND, {
    modelIds: Array.from({ length: READ_MODELS }, (_, index) => index + 1),
    width: DEFAULT_DEPTH,
    neighbourIds: Int32Array.from({ length }, (_, index) => 1 + (index % READ_MODELS)),
    scores: Float32Array.from({ length }, (_, index) => 1 - (index % DEFAULT_DEPTH) / DEFAULT_DEPTH),
  })
  return runId
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
  { units, indexRuns, runs }: Database,
  { databaseUrl, dataDir }: { databaseUrl: string; dataDir: string },
  workers: number,
): Promise<number> {
  const active = await runs.findActiveRunId('precompute')
  if (active !== null) await runs.endRun(active, 'failed', null)
  const settings = { mode: 'all', recipe: 'bench', recipeId: 'bench', engine: 'bench' } as const
  const runId = await indexRuns.beginIndexRun({ ...settings, neighbours: 1, modelCount: 0 })
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
  await units.add(
    runId,
    STAGE,
    Array.from({ length: UNITS }, () => '{}'),
  )
  const startedAt = performance.now()
  const ended = children.map((child) => once(child, 'close'))
  for (const child of children) child.stdin.end('go\n')
  await Promise.all(ended)
  const seconds = (performance.now() - startedAt) / 1000
  await runs.endRun(runId, 'failed', null)
  return (UNITS * IMAGES_A_UNIT) / seconds
}
