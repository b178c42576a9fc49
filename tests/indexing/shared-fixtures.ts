import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { openDatabase } from '@/lib/database/database'
import { followUnits } from '../setup/follow-units'
import { temporarySqlite } from '../setup/temporary'
import { catalogueOfDrawings } from './job-fixtures'

type CatalogueChanges = Parameters<typeof catalogueOfDrawings>[0]

/** Drawings over the database of the tests, and workers that share it. */
export async function sharedCatalogue(changes?: CatalogueChanges) {
  const catalogue = await catalogueOfDrawings(changes)
  const { databaseUrl, dataDir } = catalogue

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

  return { ...catalogue, addWorker, startWorker }
}

/** The same drawings over SQLite, which nobody shares. */
export async function ownCatalogue(changes?: CatalogueChanges) {
  return catalogueOfDrawings({ ...changes, opened: await temporarySqlite() })
}
