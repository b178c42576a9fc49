import 'server-only'
import type { z } from 'zod'
import { tryOut } from '@/lib/db/trouble'
import { env } from '@/lib/env'
import { database } from './database'
import { readCatalogueSize, readPublishedRun } from './published-run'
import type { healthSchema } from './schemas'

/**
 * Reads what pages read, from the file as it is now.
 *
 * @throws Error of the database, when that keeps pages from being made.
 */
export async function readHealth(): Promise<z.infer<typeof healthSchema>> {
  database()
  tryOut(env().databaseFile)
  const run = await readPublishedRun()
  return { status: 'ok', models: await readCatalogueSize(), publishedRunId: run?.id ?? null }
}
