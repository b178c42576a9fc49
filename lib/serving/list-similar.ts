import 'server-only'
import type { z } from 'zod'
import type { Kind } from '@/lib/facts/kinds'
import { endpoint, json } from '@/lib/http/endpoint'
import { ProblemError } from '@/lib/http/problem'
import { database } from './database'
import { readKindLists } from './kind-lists'
import { conditionsOf, isFiltered } from './model-conditions'
import { toModelView } from './model-views'
import { narrowedLists } from './narrowed-lists'
import { modelParts, type SimilarParameters, similarParameters } from './parameters'
import type { ShownRun } from './published-run'
import { publishedRun, refuseIfBusy } from './refused-search'
import { similarListSchema } from './schemas'
import { kindsFor, showSimilar } from './similar-models'

/**
 * What is similar to a model, under the published run.
 *
 * @throws ProblemError 503 while nothing is published, 404 for a uid that is not in the catalogue, 409 for a kind that the run has
 *   nothing of, 429 where too many ask at once for what the run has not stored.
 */
async function listSimilar(
  uid: string,
  { kind, visual, likes, tags, popularity, limit, ...filter }: SimilarParameters,
): Promise<z.infer<typeof similarListSchema>> {
  const run = await publishedRun()
  const model = await database().catalogue.findListedModel(uid)
  if (!model) throw new ProblemError(404, `There is no model “${uid}”.`)
  if (kind !== 'blend') await refuseMissing(kind, run)
  const similarity = { kind, mix: { visual, likes, tags, popularity } }
  const stored = await readKindLists(model.id, run, kindsFor(similarity, run))
  const conditions = isFiltered(filter) ? conditionsOf(filter, [model.author]) : null
  const narrowed = conditions && (await narrowedLists(model, run, stored, limit, conditions))
  if (narrowed) refuseIfBusy(narrowed.notLookedThrough)
  const similar = await showSimilar(model, narrowed?.lists ?? stored, similarity, {
    calibration: run.calibration,
    limit,
    conditions,
  })
  return { model: toModelView(model), runId: run.id, recipe: run.recipe, similar }
}

const WHAT_TO_DO: Record<Exclude<Kind, 'visual'>, string> = {
  likes: 'Import likes with “npm run catalog:likes”, then run “npm run precompute”.',
  tags: 'Give models tags where the catalogue comes from and import it again, then run “npm run precompute”.',
}

/** @throws ProblemError 409 for a kind that a run has nothing of */
async function refuseMissing(kind: Kind, run: ShownRun): Promise<void> {
  if (kind === 'visual' || run.kinds.includes(kind)) return
  const made = (await database().runKinds.readRunKinds(run.id)).find((one) => one.kind === kind)
  const why = made?.skipped
    ? `${made.skipped} ${WHAT_TO_DO[kind]}`
    : `Run ${run.id} was made by an earlier version, which did not compare by ${kind}. Run “npm run precompute”.`
  throw new ProblemError(409, `No models are similar by their ${kind} here. ${why}`)
}

export const listSimilarModels = endpoint({
  route: 'GET /api/models/{uid}/similar',
  access: 'anybody',
  isKept: true,
  operationId: 'listSimilarModels',
  summary:
    'What is similar to a model: what looks like it, what the same people like, what it has tags in common with',
  parts: modelParts,
  query: similarParameters,
  answers: {
    200: json(similarListSchema, 'Similar models, best first'),
    404: 'No such model',
    409: 'The published run has nothing of that kind; the detail says why, and what to do',
    429: 'Too many ask at once for what the run has not stored: Retry-After says when to try again',
    503: 'Nothing is published yet',
  },
  respond: ({ parts: { uid }, query }) => listSimilar(uid, query),
})
