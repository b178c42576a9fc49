import 'server-only'
import { database, oncePerRevision } from './database'
import type { PublishedRunView } from './views'

/** The run that readers see, null while nothing is published. */
export const readPublishedRun: () => Promise<PublishedRunView | null> = oncePerRevision(() =>
  database().indexRuns.findPublishedRun(),
)

/** How many models are listed. */
export const readCatalogueSize: () => Promise<number> = oncePerRevision(() =>
  database().catalogue.countListedModels(),
)
