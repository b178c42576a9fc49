import 'server-only'
import { countListedModels, findRunSummary } from '@/lib/database/catalogue-overview'
import { findPublishedRun } from '@/lib/database/index-runs'
import { database, oncePerRevision } from './database'
import type { PublishedRunView } from './views'

/** The run that readers see, null while nothing is published. */
export const readPublishedRun: () => Promise<PublishedRunView | null> = oncePerRevision(async () => {
  const { connection, prisma } = database()
  const published = findPublishedRun(connection)
  return published && findRunSummary(prisma, published.id)
})

/** How many models are listed. */
export const readCatalogueSize: () => Promise<number> = oncePerRevision(async () =>
  countListedModels(database().connection),
)
