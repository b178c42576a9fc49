import SqliteFile from 'better-sqlite3'
import type { Database } from '@/lib/database/database'
import { DEFAULT_DEPTH } from '@/lib/facts/depths'
import { DEFAULT_KIND } from '@/lib/facts/kinds'
import { seededRandom } from '@/lib/numerics/seeded-random'
import { median } from './row'

const BLOCK = 512
const ROUNDS = 3

/**
 * Neighbours a second into the similarity table of a database that has the models 1 to `models`: as the job writes
 * them, and in a bare loop over one prepared statement in one transaction of SQLite. The rows are removed again after
 * each round.
 */
export async function measureWriteRate(
  { neighbours, indexRuns, runs }: Database,
  databaseFile: string,
  models: number,
): Promise<{ job: number; bare: number }> {
  const random = seededRandom(2)
  const neighbourIds = Int32Array.from(
    { length: models * DEFAULT_DEPTH },
    () => 1 + Math.floor(random() * models),
  )
  const scores = Float32Array.from({ length: models * DEFAULT_DEPTH }, () => random())
  const modelIds = Array.from({ length: models }, (_, index) => index + 1)
  const settings = { mode: 'all', recipe: 'bench', recipeId: 'bench', engine: 'bench' } as const
  const runId = await indexRuns.beginIndexRun({ ...settings, neighbours: DEFAULT_DEPTH, modelCount: models })
  const rate = async (work: () => Promise<void> | void) => {
    const startedAt = performance.now()
    await work()
    const seconds = (performance.now() - startedAt) / 1000
    await neighbours.clearNeighbours(runId)
    return (models * DEFAULT_DEPTH) / seconds
  }

  const asTheJob = async () => {
    for (let start = 0; start < models; start += BLOCK) {
      const end = Math.min(models, start + BLOCK)
      await neighbours.writeNeighbours(runId, DEFAULT_KIND, {
        modelIds: modelIds.slice(start, end),
        width: DEFAULT_DEPTH,
        neighbourIds: neighbourIds.subarray(start * DEFAULT_DEPTH, end * DEFAULT_DEPTH),
        scores: scores.subarray(start * DEFAULT_DEPTH, end * DEFAULT_DEPTH),
      })
    }
  }
  const file = new SqliteFile(databaseFile)
  file.pragma('synchronous = NORMAL')
  file.pragma('foreign_keys = ON')
  const bareLoop = file.transaction(() => {
    const insert = file.prepare(
      'INSERT INTO NeighbourList (runId, kind, modelId, neighbourIds, scores) VALUES (?, ?, ?, ?, ?)',
    )
    const rowOf = (values: Int32Array | Float32Array, modelId: number) => {
      const row = values.subarray((modelId - 1) * DEFAULT_DEPTH, modelId * DEFAULT_DEPTH)
      return Buffer.from(row.buffer, row.byteOffset, row.byteLength)
    }
    for (const modelId of modelIds)
      insert.run(runId, DEFAULT_KIND, modelId, rowOf(neighbourIds, modelId), rowOf(scores, modelId))
  })

  const rates: { job: number; bare: number }[] = []
  for (let round = 0; round < ROUNDS; round++)
    rates.push({ job: await rate(asTheJob), bare: await rate(bareLoop) })
  file.close()
  await runs.endRun(runId, 'failed', null)
  await indexRuns.deleteRun(runId)
  return { job: median(rates.map((round) => round.job)), bare: median(rates.map((round) => round.bare)) }
}
