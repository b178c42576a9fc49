import 'server-only'
import type { z } from 'zod'
import { endpoint, json } from '@/lib/http/endpoint'
import { database } from './database'
import { readCatalogueSize, readPublishedRun } from './published-run'
import { healthSchema } from './schemas'

/** How long a database that was read counts as readable: whoever asks all the time costs no more than others. */
const READABLE_FOR_MS = 200

let triedAt = Number.NEGATIVE_INFINITY

/**
 * Reads what pages read, from the file as it is now.
 *
 * @throws Error of the database, when that keeps pages from being made.
 */
async function readHealth(): Promise<z.infer<typeof healthSchema>> {
  if (performance.now() - triedAt > READABLE_FOR_MS) {
    await database().check()
    triedAt = performance.now()
  }
  const run = await readPublishedRun()
  return { status: 'ok', models: await readCatalogueSize(), publishedRunId: run?.id ?? null }
}

export const getHealth = endpoint({
  route: 'GET /api/health',
  access: 'anybody',
  operationId: 'getHealth',
  summary: 'Whether the server works',
  answers: { 200: json(healthSchema, 'It does'), 503: 'It does not, and says why' },
  respond: readHealth,
})
