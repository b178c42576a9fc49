import 'server-only'
import type { z } from 'zod'
import { findCoverage } from '@/lib/database/similar-models'
import { database } from './database'
import { readModelViews, toModelView } from './model-views'
import type { SimilarParameters } from './parameters'
import { ProblemError } from './problems'
import { readPublishedRun } from './published-run'
import type { similarListSchema } from './schemas'
import type { ModelPageView, NothingSimilar, RunView, SimilarModelView } from './views'

const ON_THE_PAGE = 24

/**
 * What looks like a model, under the published run.
 *
 * @throws ProblemError 503 while nothing is published, 404 for a uid that is not in the catalogue.
 */
export async function listSimilar(
  uid: string,
  { kind, limit }: SimilarParameters,
): Promise<z.infer<typeof similarListSchema>> {
  const run = await readPublishedRun()
  if (!run) {
    throw new ProblemError(503, 'Nothing is published yet. Run “npm run precompute” on the server first.', {
      'retry-after': '60',
    })
  }
  const model = database().findListedModel(uid)
  if (!model) throw new ProblemError(404, `There is no model “${uid}”.`)
  return {
    model: toModelView(model),
    runId: run.id,
    recipe: run.recipe,
    similar: similarTo(model.id, run.id, kind, limit),
  }
}

/** Everything on a model's page; null for a uid that is not in the catalogue. */
export async function readModelPage(uid: string): Promise<ModelPageView | null> {
  const run = await readPublishedRun()
  const model = database().findListedModel(uid)
  if (!model) return null
  const similar = run ? similarTo(model.id, run.id, 'visual', ON_THE_PAGE) : []
  const nothingSimilar = run && similar.length === 0 ? whyNothingSimilar(model.id, run) : null
  return { model: toModelView(model), run, similar, nothingSimilar }
}

/** Why the published run has nothing similar for a model. */
function whyNothingSimilar(modelId: number, run: RunView): NothingSimilar {
  const { hasFewLikes, hasFailed, hasNeighbours, isEmbedded } = findCoverage(
    database().connection,
    modelId,
    run.id,
  )
  if (hasFewLikes) return 'few-likes'
  // What was near to it may be listed no more.
  if (hasNeighbours || (isEmbedded && run.modelCount < 2)) return 'alone'
  return hasFailed ? 'failed' : 'came-after'
}

function similarTo(
  modelId: number,
  runId: number,
  kind: SimilarParameters['kind'],
  limit: number,
): SimilarModelView[] {
  const rows = database().readSimilarModels(runId, kind, modelId, limit)
  const views = readModelViews(rows.map((row) => row.modelId))
  return rows.flatMap(({ rank, score, modelId }) => {
    const model = views.get(modelId)
    return model ? [{ rank, score, model }] : []
  })
}
