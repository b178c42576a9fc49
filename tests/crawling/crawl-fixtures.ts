import { type ChildProcess, spawn } from 'node:child_process'
import { onTestFinished } from 'vitest'
import type { Database } from '@/lib/database/database'
import type { DatabasePlace } from '@/lib/database/place'
import type { RawDatabase } from '../setup/raw-database'
import { folderStorage } from '@/lib/storage/files'
import { crawlContext, type CrawlResult, type CrawlSettings } from '@/lib/crawling/crawl-context'
import { type CrawlOptionsInput, crawlOptionsSchema } from '@/lib/crawling/crawl-options'
import { crawlJob } from '@/lib/crawling/job'
import { runStages } from '@/lib/jobs/job'

/** Patient with a slow machine, and in no need of pauses. */
export const PATIENCE = { timeoutMs: 60_000, attempts: 4, backoffMs: 1 }

type Changes = {
  rate?: number
  settings?: CrawlSettings
  checkpoint?: () => Promise<void>
  note?: (text: string) => void
}

/** Crawls as fast as this machine can, which nobody may ask for outside of tests, and without a run. */
export function crawlWith(
  { database, dataDir }: { database: Database; dataDir: string },
  apiUrl: string,
  options: CrawlOptionsInput = {},
  { rate = 100_000, settings = { apiUrl, ...PATIENCE }, ...changes }: Changes = {},
): Promise<CrawlResult> {
  const given = {
    database,
    dataDir,
    storage: folderStorage(dataDir),
    checkpoint: async () => {},
    signal: new AbortController().signal,
    enter: async () => {},
    progress() {},
    note() {},
    ...changes,
  }
  const context = crawlContext(given, settings, { ...crawlOptionsSchema.parse(options), rate })
  return runStages(crawlJob.stages, async (stage) => (await stage.load()).run(context))
}

/** The same in a process of its own, which does not outlive the test. */
export function startCrawl(
  { dataDir, databaseUrl }: DatabasePlace,
  apiUrl: string,
  options: CrawlOptionsInput,
): ChildProcess {
  const program = ['--import', 'tsx', 'tests/crawling/crawl-process.ts']
  const child = spawn(process.execPath, [...program, databaseUrl, dataDir, apiUrl, JSON.stringify(options)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** Everything about the catalogue that does not tell when it was made, or by which ids: PostgreSQL leaves out those that a dead process was given. */
export async function snapshot(connection: RawDatabase): Promise<Record<string, unknown[]>> {
  const { rows, dialect } = connection
  const models = await rows('SELECT * FROM Model ORDER BY id')
  const of = (id: string) => `(SELECT uid FROM Model WHERE id = ${id}) AS model`
  return {
    models: models.map((row, place) => ({ ...row, id: place + 1, fetchedAt: 'some time' })),
    tags: await rows(`SELECT ${of('modelId')}, name FROM ModelTag JOIN Tag ON Tag.id = tagId ORDER BY 1, 2`),
    categories: await rows(
      `SELECT ${of('modelId')}, name FROM ModelCategory JOIN Category ON Category.id = categoryId ORDER BY 1, 2`,
    ),
    search: await rows(`SELECT ${of(dialect.searchKey)}, name, tags FROM ModelSearch ORDER BY 1`),
    thumbnails: await rows('SELECT * FROM Thumbnail ORDER BY hash'),
    failures: await rows(`SELECT ${of('modelId')}, stage, reason FROM Failure ORDER BY 1, 2`),
    crawls: await rows(
      'SELECT listing, next, pages, models, finishedAt IS NOT NULL AS isFinished FROM Crawl ORDER BY 1',
    ),
  }
}
