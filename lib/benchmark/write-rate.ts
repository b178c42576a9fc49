import type { Connection } from '@/lib/database/connection'
import { neighbourWriter } from '@/lib/database/neighbours'
import { packNumbers } from '@/lib/database/packed-numbers'
import { DEFAULT_DEPTH } from '@/lib/facts/depths'
import { DEFAULT_KIND } from '@/lib/facts/kinds'
import { seededRandom } from '@/lib/numerics/seeded-random'
import { median } from './row'

const BLOCK = 512
const ROUNDS = 3

/**
 * Neighbours a second into the similarity table of `connection`, which must have the models 1 to `models`: as the
 * job writes them, and in a bare loop over one prepared statement in one transaction. The rows are removed
 * again after each round.
 */
export function measureWriteRate(connection: Connection, models: number): { job: number; bare: number } {
  const random = seededRandom(2)
  const neighbourIds = Int32Array.from(
    { length: models * DEFAULT_DEPTH },
    () => 1 + Math.floor(random() * models),
  )
  const scores = Float32Array.from({ length: models * DEFAULT_DEPTH }, () => random())
  const modelIds = Array.from({ length: models }, (_, index) => index + 1)
  const runId = scratchRun(connection)
  const clear = connection.prepare('DELETE FROM NeighbourList WHERE runId = ?')
  const rate = (work: () => void) => {
    const startedAt = performance.now()
    work()
    const seconds = (performance.now() - startedAt) / 1000
    clear.run(runId)
    return (models * DEFAULT_DEPTH) / seconds
  }

  const asTheJob = () => {
    const write = neighbourWriter(connection, runId, DEFAULT_KIND)
    for (let start = 0; start < models; start += BLOCK) {
      const end = Math.min(models, start + BLOCK)
      write({
        modelIds: modelIds.slice(start, end),
        width: DEFAULT_DEPTH,
        neighbourIds: neighbourIds.subarray(start * DEFAULT_DEPTH, end * DEFAULT_DEPTH),
        scores: scores.subarray(start * DEFAULT_DEPTH, end * DEFAULT_DEPTH),
      })
    }
  }
  const bareLoop = connection.transaction(() => {
    const insert = connection.prepare(
      'INSERT INTO NeighbourList (runId, kind, modelId, neighbourIds, scores) VALUES (?, ?, ?, ?, ?)',
    )
    for (const modelId of modelIds) {
      const [start, end] = [(modelId - 1) * DEFAULT_DEPTH, modelId * DEFAULT_DEPTH]
      const ids = packNumbers(neighbourIds.subarray(start, end))
      insert.run(runId, DEFAULT_KIND, modelId, ids, packNumbers(scores.subarray(start, end)))
    }
  })

  const rates = Array.from({ length: ROUNDS }, () => ({ job: rate(asTheJob), bare: rate(bareLoop) }))
  connection.prepare('DELETE FROM Run WHERE id = ?').run(runId)
  return { job: median(rates.map((round) => round.job)), bare: median(rates.map((round) => round.bare)) }
}

function scratchRun(connection: Connection): number {
  const { lastInsertRowid } = connection
    .prepare(
      `INSERT INTO Run (job, status, stage, startedBy, pid, heartbeatAt, startedAt)
       VALUES ('precompute', 'failed', 'search', 'shell', 0, '1970-01-01', '1970-01-01')`,
    )
    .run()
  connection
    .prepare(
      `INSERT INTO IndexRun (id, mode, recipe, recipeId, engine, neighbours)
       VALUES (?, 'all', 'bench', 'bench', 'bench', 24)`,
    )
    .run(lastInsertRowid)
  return Number(lastInsertRowid)
}
