import 'server-only'
import type { z } from 'zod'
import { endpoint, json } from '@/lib/http/endpoint'
import { ProblemError } from '@/lib/http/problem'
import { database } from './database'
import { readModelViews, toModelView } from './model-views'
import { modelParts, type SimilarParameters, similarParameters } from './parameters'
import { readPublishedRun } from './published-run'
import { similarListSchema } from './schemas'
import type { SimilarModelView } from './views'

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
  return {
    model: toModelView(model),
    runId: run.id,
    recipe: run.recipe,
    similar: await similarTo(model.id, run.id, kind, limit),
  }
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

/** The first neighbours of a model that are listed; ranks are those of the run, whatever is listed no more. */
export async function similarTo(
  modelId: number,
  runId: number,
  kind: SimilarParameters['kind'],
  limit: number,
): Promise<SimilarModelView[]> {
  const { modelIds, scores } = await database().neighbours.findSimilarModels(runId, kind, modelId)
  const similar: SimilarModelView[] = []
  for (let place = 0; place < modelIds.length && similar.length < limit;) {
    const wanted = modelIds.subarray(place, place + limit - similar.length)
    const views = await readModelViews(wanted)
    for (const id of wanted) {
      const model = views.get(id)
      const score = scores[place++] ?? 0
      if (model) similar.push({ rank: place, score, model })
    }
  }
  return similar
}
