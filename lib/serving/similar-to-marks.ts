import 'server-only'
import type { z } from 'zod'
import { endpoint, json } from '@/lib/http/endpoint'
import { ProblemError } from '@/lib/http/problem'
import { nearMarks, readMarked } from './marked-models'
import { toModelView } from './model-views'
import { type MarkedParameters, markedParameters } from './parameters'
import { publishedRun, refuseIfBusy } from './refused-search'
import { markedListSchema } from './schemas'

/**
 * What is near to some models and far from others, under the published run.
 *
 * @throws ProblemError 503 while nothing is published or the run has kept no vectors, 404 for a uid that is not in the catalogue, 429
 *   where too many ask at once.
 */
async function listNearMarks({
  plus,
  minus,
  limit,
  ...filter
}: MarkedParameters): Promise<z.infer<typeof markedListSchema>> {
  const run = await publishedRun()
  const marked = await readMarked({ plus, minus })
  const [unknown] = marked.unknown
  if (unknown !== undefined) throw new ProblemError(404, `There is no model “${unknown}”.`)
  const { similar, leftOut, notLookedThrough } = await nearMarks(marked, run, limit, filter)
  refuseIfBusy(notLookedThrough)
  if (notLookedThrough !== null) {
    throw new ProblemError(
      503,
      `Run ${run.id} has kept no vectors, so that nothing can be compared with several models at once. A run by the recipe “default” keeps them: npm run precompute.`,
    )
  }
  const without = new Set(leftOut)
  return {
    plus: marked.plus.map(toModelView),
    minus: marked.minus.map(toModelView),
    leftOut: [...marked.plus, ...marked.minus].filter(({ id }) => without.has(id)).map(({ uid }) => uid),
    runId: run.id,
    recipe: run.recipe,
    similar,
  }
}

export const listSimilarToMarks = endpoint({
  route: 'GET /api/similar',
  access: 'anybody',
  isKept: true,
  operationId: 'listSimilarToMarks',
  summary: 'What is near to some models and far from others',
  query: markedParameters,
  answers: {
    200: json(markedListSchema, 'Models, best first'),
    404: 'No such model',
    429: 'Too many ask at once: Retry-After says when to try again',
    503: 'Nothing is published yet, or the published run has kept no vectors',
  },
  respond: ({ query }) => listNearMarks(query),
})
