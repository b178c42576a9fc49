import 'server-only'
import type { Kind } from '@/lib/facts/kinds'
import { type CloseModels, closeModels } from './close-models'
import { database } from './database'
import type { ShownRun } from './published-run'

/** The similar models of one; `neighbourIds` are all that the run has, whether close or not, listed or not. */
export type SimilarModels = CloseModels & { neighbourIds: Int32Array }

/**
 * The first neighbours of a model that are listed, as far as they are close; ranks are those of the run, whatever is listed no
 * more. Where it is not known how close they are, all are.
 *
 * @param limit by default as many as there are
 */
export async function similarTo(
  modelId: number,
  { id: runId, calibration }: Pick<ShownRun, 'id' | 'calibration'>,
  kind: Kind,
  limit = Number.POSITIVE_INFINITY,
): Promise<SimilarModels> {
  const found = await database().neighbours.findSimilarModels(runId, kind, modelId)
  return { ...(await closeModels(found, calibration, limit)), neighbourIds: found.modelIds }
}
