import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { folderStorage } from '@/lib/storage/files'
import { folderEntries } from '@/lib/catalogue/folder'
import { type Database, openDatabase } from '@/lib/database/database'
import { importCatalogue } from '@/lib/importing/import-catalogue'
import type { IndexOptions } from '@/lib/indexing/index-context'
import { indexJob } from '@/lib/indexing/job'
import { runJob } from '@/lib/jobs/run-job'
import { folderOfDrawings } from '../setup/catalogue'
import { followUnits } from '../setup/follow-units'
import { dropDatabase, makeDatabase, type PostgresqlServer } from '../setup/postgresql'
import { connectRaw } from '../setup/raw-postgresql'
import { addSmallEncoders } from '../setup/small-encoder'
import { placeIn, temporaryDirectory } from '../setup/temporary'
import { silent } from './job-fixtures'

const SETTINGS: IndexOptions = {
  engine: 'onnxruntime',
  mode: 'missing',
  neighbours: 5,
  retry: null,
  recipe: 'small',
}

let made = 0

/** A data directory with the small encoders. */
export async function placeWithEncoders(): Promise<string> {
  const dataDir = temporaryDirectory()
  await addSmallEncoders(dataDir)
  return dataDir
}

/** An empty database of a server and what a test does with it; all of it is gone when the test is over. */
export async function sharedDatabase(server: PostgresqlServer, dataDir: string) {
  const name = `shared_run_${++made}`
  const databaseUrl = await makeDatabase(server.url, name)
  onTestFinished(() => dropDatabase(server.url, name))
  const opened = await indexedDatabase(await openDatabase({ databaseUrl, dataDir }), dataDir)
  const connection = await connectRaw(databaseUrl)
  onTestFinished(() => connection.end())

  /** Adds a worker of this process, which ends with the test. Returns the units that it has begun. */
  async function addWorker(): Promise<string[]> {
    const begun: string[] = []
    const stop = new AbortController()
    const database = await openDatabase({ databaseUrl, dataDir })
    const following = followUnits(database, dataDir, {
      signal: stop.signal,
      onUnit: (stage, number) => begun.push(`${stage} ${number}`),
    })
    onTestFinished(async () => {
      stop.abort()
      await following
      await database.close()
    })
    return begun
  }

  /** Adds a worker that is a process of its own. */
  function startWorker(): ChildProcess {
    const script = path.join(import.meta.dirname, '../setup/jobs/unit-worker.ts')
    const worker = spawn(process.execPath, ['--import', 'tsx', script, databaseUrl, dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void worker.kill('SIGKILL'))
    return worker
  }

  return { ...opened, databaseUrl, connection, addWorker, startWorker }
}

/** The same over SQLite. */
export async function ownDatabase(dataDir: string) {
  return indexedDatabase(await openDatabase(placeIn(dataDir)), dataDir)
}

async function indexedDatabase(database: Database, dataDir: string) {
  onTestFinished(database.close)
  const place = { database, dataDir, observer: silent }
  return {
    database,
    dataDir,
    run: (changes: Partial<IndexOptions> = {}) =>
      runJob(indexJob, { options: { ...SETTINGS, ...changes } }, place),
    resume: (resumedId: number) => runJob(indexJob, { resumedId }, place),
    /** Imports drawings in some colours. Returns their folder. */
    async load(colours: readonly string[], spoil?: (folder: string) => void): Promise<string> {
      const { folder } = await folderOfDrawings(temporaryDirectory(), colours)
      spoil?.(folder)
      const { entries } = await folderEntries(folder, undefined)
      await importCatalogue(database, folderStorage(dataDir), 'folder', entries)
      return folder
    },
  }
}
