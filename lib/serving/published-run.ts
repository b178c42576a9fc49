import 'server-only'
import { database, oncePerRevision } from './database'
import type { RunView } from './views'

/** The run that readers see, null while nothing is published. */
export const readPublishedRun: () => Promise<RunView | null> = oncePerRevision(async () => {
  const { runs } = database()
  const published = await runs.findPublishedRun()
  return published && runs.findRunSummary(published.id)
})

/** How many models are listed. */
export const readCatalogueSize: () => Promise<number> = oncePerRevision(() =>
  database().catalogue.countListedModels(),
)
