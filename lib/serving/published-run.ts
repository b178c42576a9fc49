import 'server-only'
import { decodeCalibration } from '@/lib/database/run-calibration'
import type { Closeness } from '@/lib/facts/closeness'
import type { Kind } from '@/lib/facts/kinds'
import { database, oncePerRevision } from './database'
import type { PublishedRunView } from './views'

/**
 * The run that readers see; `calibration` is null where it is not known how close its scores are, `projectionId` where its vectors were
 * not projected.
 */
export type ShownRun = PublishedRunView & {
  recipeId: string
  projectionId: string | null
  calibration: Closeness | null
  /** Those that it has lists of. */
  kinds: Kind[]
}

/** The run that readers see, null while nothing is published. */
export const readPublishedRun: () => Promise<ShownRun | null> = oncePerRevision(async () => {
  const run = await database().indexRuns.findPublishedRun()
  if (!run) return null
  const { id, recipe, recipeId, projectionId, modelCount, publishedAt } = run
  const calibration = decodeCalibration(run.calibration)
  const closenessBy = calibration && (calibration.label === null ? 'scores' : 'labels')
  const kinds = await database().neighbours.findKinds(id)
  return { id, recipe, recipeId, projectionId, modelCount, publishedAt, closenessBy, calibration, kinds }
})

/** How many models are listed. */
export const readCatalogueSize: () => Promise<number> = oncePerRevision(() =>
  database().catalogue.countListedModels(),
)
