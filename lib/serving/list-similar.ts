import 'server-only'
import type { z } from 'zod'
import { endpoint, json } from '@/lib/http/endpoint'
import { ProblemError } from '@/lib/http/problem'
import { database } from './database'
import { isFiltered } from './model-conditions'
import { toModelView } from './model-views'
import { narrowedTo } from './narrowed-similar'
import { modelParts, type SimilarParameters, similarParameters } from './parameters'
import { publishedRun, refuseIfBusy } from './refused-search'
import { similarListSchema } from './schemas'
import { similarTo } from './similar-models'

/**
 * What looks like a model, under the published run.
 *
 * @throws ProblemError 503 while nothing is published, 404 for a uid that is not in the catalogue, 429 where too many ask at once
 *   for what the run has not stored.
 */
async function listSimilar(
  uid: string,
  { kind, limit, ...filter }: SimilarParameters,
): Promise<z.infer<typeof similarListSchema>> {
  const run = await publishedRun()
  const model = await database().catalogue.findListedModel(uid)
  if (!model) throw new ProblemError(404, `There is no model “${uid}”.`)
  const { similar } = isFiltered(filter)
    ? await narrowed(model, run, kind, limit, filter)
    : await similarTo(model.id, run, kind, limit)
  return { model: toModelView(model), runId: run.id, recipe: run.recipe, similar }
}

async function narrowed(...asked: Parameters<typeof narrowedTo>) {
  const found = await narrowedTo(...asked)
  refuseIfBusy(found.notLookedThrough)
  return found
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
    429: 'Too many ask at once for what the run has not stored: Retry-After says when to try again',
    503: 'Nothing is published yet',
  },
  respond: ({ parts: { uid }, query }) => listSimilar(uid, query),
})
