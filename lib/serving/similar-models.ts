import 'server-only'
import type { z } from 'zod'
import { endpoint, json } from '@/lib/http/endpoint'
import { ProblemError } from '@/lib/http/problem'
import { type CloseModels, closeModels } from './close-models'
import { database } from './database'
import { toModelView } from './model-views'
import { modelParts, type SimilarParameters, similarParameters } from './parameters'
import { readPublishedRun, type ShownRun } from './published-run'
import { similarListSchema } from './schemas'

/**
 * What looks like a model, under the published run.
 *
 * @throws ProblemError 503 while nothing is published, 404 for a uid that is not in the catalogue.
 */
async function listSimilar(
  uid: string,
  { kind, limit }: SimilarParameters,
): Promise<z.infer<typeof similarListSchema>> {
  const run = await readPublishedRun()
  if (!run) {
    throw new ProblemError(503, 'Nothing is published yet. Run “npm run precompute” on the server first.', {
      'retry-after': '60',
    })
  }
  const model = await database().catalogue.findListedModel(uid)
  if (!model) throw new ProblemError(404, `There is no model “${uid}”.`)
  const { similar } = await similarTo(model.id, run, kind, limit)
  return { model: toModelView(model), runId: run.id, recipe: run.recipe, similar }
}

export const listSimilarModels = endpoint({
  route: 'GET /api/models/{uid}/similar',
  access: 'anybody',
  isKept: true,
  operationId: 'listSimilarModels',
  summary: 'What looks like a model',
  parts: modelParts,
  query: similarParameters,
  answers: {
    200: json(similarListSchema, 'Similar models, best first'),
    404: 'No such model',
    503: 'Nothing is published yet',
  },
  respond: ({ parts: { uid }, query }) => listSimilar(uid, query),
})

/** The similar models of one; `neighbourIds` are all that the run has, whether close or not, listed or not. */
export type SimilarModels = CloseModels & { neighbourIds: Int32Array }

/**
 * The first neighbours of a model that are listed, as far as they are close; ranks are those of the run, whatever is listed no
 * more. Where it is not known how close they are, all are.
 */
export async function similarTo(
  modelId: number,
  { id: runId, calibration }: Pick<ShownRun, 'id' | 'calibration'>,
  kind: SimilarParameters['kind'],
  limit: number,
): Promise<SimilarModels> {
  const found = await database().neighbours.findSimilarModels(runId, kind, modelId)
  return { ...(await closeModels(found, calibration, limit)), neighbourIds: found.modelIds }
}
