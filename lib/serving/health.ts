import 'server-only'
import type { z } from 'zod'
import { readCatalogueSize, readPublishedRun } from './published-run'
import type { healthSchema } from './schemas'

export async function readHealth(): Promise<z.infer<typeof healthSchema>> {
  const run = await readPublishedRun()
  return { status: 'ok', models: await readCatalogueSize(), publishedRunId: run?.id ?? null }
}
