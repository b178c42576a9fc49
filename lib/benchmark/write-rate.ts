import path from 'node:path'
import SqliteFile from 'better-sqlite3'
import type { Database } from '@/lib/database/database'
import { DEFAULT_DEPTH } from '@/lib/facts/depths'
import { DEFAULT_KIND } from '@/lib/facts/kinds'
import { seededRandom } from '@/lib/numerics/seeded-random'
import { mediansInTurn } from './in-turn'
import { withMadeUpRun } from './made-up-run'

const BLOCK = 512

/** Made-up neighbours of the models 1 to `models`, [models, DEFAULT_DEPTH] row-major. */
function madeUpNeighbours(models: number) {
  const random = seededRandom(2)
  const length = models * DEFAULT_DEPTH
  return {
    modelIds: Array.from({ length: models }, (_, index) => index + 1),
    neighbourIds: Int32Array.from({ length }, () => 1 + Math.floor(random() * models)),
    scores: Float32Array.from({ length }, () => random()),
  }
}

type Neighbours = ReturnType<typeof madeUpNeighbours>

/** Of the job, and of a bare loop. */
type WriteRates = { job: number; bare: number }

/**
 * Neighbours a second into the similarity table of a database that has the models 1 to `models`: as the job writes
 * them, and in a bare loop over one prepared statement in one transaction of SQLite. The rows are removed again after
 * each round.
 */
export async function measureWriteRate(
  database: Database,
  databaseFile: string,
  models: number,
): Promise<WriteRates> {
  const file = new SqliteFile(databaseFile)
  file.pragma('synchronous = NORMAL')
  file.pragma('foreign_keys = ON')
  return measureRates(database, models, file, async (runId, written) => {
    const rate = await rateOf(written, () => writeBare(file, runId, written))
    await database.neighbours.clearNeighbours(runId)
    return rate
  })
}

/**
 * Neighbours a second into the similarity table of any database that has the models 1 to `models`, as the job writes them,
 * against a bare loop of SQLite over one prepared statement in one transaction that writes a row a neighbour: what a
 * database does that is not told of packing.
 *
 * @param dataDir where the file of the bare loop is made
 */
export async function measureUnpackedRate(
  database: Database,
  dataDir: string,
  models: number,
): Promise<WriteRates> {
  const file = new SqliteFile(path.join(dataDir, 'bare-loop.db'))
  file.pragma('journal_mode = WAL')
  file.pragma('synchronous = NORMAL')
  file.exec(
    `CREATE TABLE Neighbour (runId INTEGER, kind TEXT, modelId INTEGER, rank INTEGER, neighbourId INTEGER, score REAL,
       PRIMARY KEY (runId, kind, modelId, rank)) WITHOUT ROWID`,
  )
  return measureRates(database, models, file, async (_, written) => {
    const rate = await rateOf(written, () => writeUnpacked(file, written))
    file.exec('DELETE FROM Neighbour')
    return rate
  })
}

/** @param file what the bare loop writes to; it is closed in the end */
async function measureRates(
  database: Database,
  models: number,
  file: SqliteFile.Database,
  bareRate: (runId: number, written: Neighbours) => Promise<number>,
): Promise<WriteRates> {
  const written = madeUpNeighbours(models)
  const size = { neighbours: DEFAULT_DEPTH, modelCount: models }
  const [job, bare] = await withMadeUpRun(database, size, (runId) =>
    mediansInTurn(
      async () => {
        const rate = await rateOf(written, () => writeAsTheJob(database, runId, written))
        await database.neighbours.clearNeighbours(runId)
        return rate
      },
      () => bareRate(runId, written),
    ),
  )
  file.close()
  return { job, bare }
}

async function rateOf({ scores }: Neighbours, work: () => Promise<void> | void): Promise<number> {
  const startedAt = performance.now()
  await work()
  return scores.length / ((performance.now() - startedAt) / 1000)
}

async function writeAsTheJob(
  { neighbours }: Database,
  runId: number,
  { modelIds, neighbourIds, scores }: Neighbours,
): Promise<void> {
  for (let start = 0; start < modelIds.length; start += BLOCK) {
    const end = Math.min(modelIds.length, start + BLOCK)
    await neighbours.writeNeighbours(runId, DEFAULT_KIND, {
      modelIds: modelIds.slice(start, end),
      width: DEFAULT_DEPTH,
      neighbourIds: neighbourIds.subarray(start * DEFAULT_DEPTH, end * DEFAULT_DEPTH),
      scores: scores.subarray(start * DEFAULT_DEPTH, end * DEFAULT_DEPTH),
    })
  }
}

function writeBare(
  file: SqliteFile.Database,
  runId: number,
  { modelIds, neighbourIds, scores }: Neighbours,
): void {
  const rowOf = (values: Int32Array | Float32Array, modelId: number) => {
    const row = values.subarray((modelId - 1) * DEFAULT_DEPTH, modelId * DEFAULT_DEPTH)
    return Buffer.from(row.buffer, row.byteOffset, row.byteLength)
  }
  const write = file.transaction(() => {
    const insert = file.prepare(
      'INSERT INTO NeighbourList (runId, kind, modelId, neighbourIds, scores) VALUES (?, ?, ?, ?, ?)',
    )
    for (const modelId of modelIds)
      insert.run(runId, DEFAULT_KIND, modelId, rowOf(neighbourIds, modelId), rowOf(scores, modelId))
  })
  write()
}

function writeUnpacked(file: SqliteFile.Database, { modelIds, neighbourIds, scores }: Neighbours): void {
  const write = file.transaction(() => {
    const insert = file.prepare('INSERT INTO Neighbour VALUES (1, ?, ?, ?, ?, ?)')
    for (const modelId of modelIds) {
      for (let place = 0; place < DEFAULT_DEPTH; place++) {
        const at = (modelId - 1) * DEFAULT_DEPTH + place
        insert.run(DEFAULT_KIND, modelId, place + 1, neighbourIds[at], scores[at])
      }
    }
  })
  write()
}
