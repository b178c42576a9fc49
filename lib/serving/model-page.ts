import 'server-only'
import { cache } from 'react'
import { DEFAULT_DEPTH, PAGE_DEPTH } from '@/lib/facts/depths'
import { DEFAULT_KIND } from '@/lib/facts/kinds'
import { readAlsoTagged } from './also-tagged'
import { database } from './database'
import { toModelView } from './model-views'
import { foldSimilar, readSame } from './near-duplicates'
import { readPublishedRun } from './published-run'
import { similarTo } from './similar-models'
import type { ModelPageView, NothingSimilar, PublishedRunView } from './views'

/** Where fewer are close than a row of a wide screen has, the page goes on with something else. */
const FEW = 6

/** Everything on a model's page; null for a uid that is not in the catalogue. */
export async function readModelPage(uid: string): Promise<ModelPageView | null> {
  const run = await readPublishedRun()
  const model = await database().catalogue.findListedModel(uid)
  if (!model) return null
  const view = { model: toModelView(model), run, same: null, isFew: false, also: null }
  if (!run) return { ...view, similar: [], nothingSimilar: null }
  const same = await readSame(view.model, run)
  const stored = await similarTo(model.id, run, DEFAULT_KIND, DEFAULT_DEPTH)
  const { modelIds, isCut, neighbourIds } = stored
  const similar = foldSimilar(stored.similar, view.model, PAGE_DEPTH)
  if (isCut && similar.length < FEW) {
    const also = await readAlsoTagged(model, neighbourIds, new Set([model.id, ...modelIds]))
    return { ...view, similar, same, nothingSimilar: null, isFew: true, also }
  }
  const isNothing = similar.length === 0 && same === null
  const nothingSimilar = isNothing ? await whyNothingSimilar(model.id, run) : null
  return { ...view, similar, same, nothingSimilar }
}

/** Why the published run has nothing similar for a model. */
async function whyNothingSimilar(modelId: number, run: PublishedRunView): Promise<NothingSimilar> {
  const { hasFewLikes, hasFailed, hasNeighbours, isEmbedded } = await database().neighbours.findCoverage(
    modelId,
    run.id,
  )
  if (hasFewLikes) return 'few-likes'
  // What was near to it may be listed no more.
  if (hasNeighbours || (isEmbedded && run.modelCount < 2)) return 'alone'
  return hasFailed ? 'failed' : 'came-after'
}

/** A model's page, read once a request. */
export const modelPage = cache(readModelPage)

/** The uid in a part of an address as Next passes it to a page, which is as it was sent; to metadata it passes it decoded. */
export function uidAt(segment: string): string {
  return decodeURIComponent(segment)
}
