import 'server-only'
import type { ListedModel, ModelConditions } from '@/lib/database/database'
import type { Kind, SimilarKind } from '@/lib/facts/kinds'
import { type Blend, blendLists, DEFAULT_MIX, type Mix } from '@/lib/recommending/blend'
import { byRarity, reasonsFor } from '@/lib/recommending/reasons'
import { closeModels } from './close-models'
import { type KindList, readKindLists } from './kind-lists'
import { readLikeCounts, readTagCounts } from './kept-counts'
import { meets } from './model-conditions'
import type { ShownRun } from './published-run'
import type { ModelView, ReasonView, SimilarModelView } from './views'

/** The model that others are similar to. */
type AnchorModel = Pick<ListedModel, 'id' | 'tags'>

/** What makes models similar. */
export type Similarity = { kind: SimilarKind; mix: Mix }

/** What a page shows that has no rows. */
export const LOOK_ALIKES: Similarity = { kind: 'visual', mix: DEFAULT_MIX }

type ShowOptions = {
  /** Of the run that the lists are of. */
  calibration: ShownRun['calibration']
  /** By default as many as there are. */
  limit?: number
  conditions?: ModelConditions | null
}

/** The kinds of lists that something is made of. */
export function kindsFor({ kind, mix }: Similarity, { kinds }: Pick<ShownRun, 'kinds'>): Kind[] {
  return kinds.filter((one) => (kind === 'blend' ? mix[one] > 0 : one === kind))
}

/**
 * What is similar to a model by the lists that a run has of it, best first, of those that are listed: by one kind, or by a blend of all
 * lists. Ranks are those of the run, whatever is listed no more; under conditions they count those that meet them.
 */
export async function showSimilar(
  model: AnchorModel,
  lists: readonly KindList[],
  { kind, mix }: Similarity,
  { calibration, limit = Number.POSITIVE_INFINITY, conditions }: ShowOptions,
): Promise<SimilarModelView[]> {
  if (conditions) {
    const all = await showSimilar(model, lists, { kind, mix }, { calibration })
    const passing = all.filter((one) => meets(one.model, conditions)).slice(0, limit)
    return passing.map((one, place) => ({ ...one, rank: place + 1 }))
  }
  if (kind === 'blend') {
    const blend = await blended(lists, mix)
    const reasonsOf = await reasonTeller(model, lists, blend.sharesOf)
    const found = { modelIds: Int32Array.from(blend.modelIds), scores: blend.scores }
    return (await closeModels(found, null, limit, reasonsOf)).similar
  }
  const list = lists.find((one) => one.kind === kind)
  if (!list) return []
  if (kind === 'visual') return (await closeModels(list, calibration, limit)).similar
  const reasonsOf = await reasonTeller(model, [list], () => [{ kind, share: 1 }])
  return (await closeModels(list, null, limit, reasonsOf)).similar
}

async function blended(lists: readonly KindList[], mix: Mix): Promise<Blend> {
  const support = lists.find(({ kind }) => kind === 'likes')?.support ?? 0
  const ids = new Set(mix.popularity === 0 ? [] : lists.flatMap(({ modelIds }) => [...modelIds]))
  const likes = ids.size === 0 ? null : await readLikeCounts(ids)
  const likesOf = (id: number) => likes?.get(id) ?? 0
  return blendLists({ lists, support, likesOf }, mix)
}

/** Makes what says of a model why it is in a list, or a blend, of these lists. */
async function reasonTeller(
  anchor: AnchorModel,
  lists: readonly KindList[],
  sharesOf: Blend['sharesOf'],
): Promise<(modelId: number, model: ModelView) => ReasonView[]> {
  const likes = lists.find(({ kind }) => kind === 'likes')
  const isTagged = lists.some(({ kind }) => kind === 'tags')
  const tags = isTagged ? byRarity(anchor.tags, await readTagCounts(anchor.tags)) : []
  return (modelId, model) =>
    reasonsFor(sharesOf(modelId), {
      people: likes?.evidence?.[likes.modelIds.indexOf(modelId)] ?? 0,
      tags: tags.filter((tag) => model.tags.includes(tag)),
    })
}

/** The first look-alikes of a model under some run, whether that is published or not, and however close. */
export async function lookAlikesUnder(
  runId: number,
  modelId: number,
  limit: number,
): Promise<SimilarModelView[]> {
  const lists = await readKindLists(modelId, { id: runId, calibration: null }, ['visual'])
  const [list] = lists
  return list ? (await closeModels(list, null, limit)).similar : []
}
