import {
  columnsOf,
  countByRow,
  keepEntries,
  type SparsePattern,
  transposePattern,
} from '@/lib/numerics/sparse-matrix'
import { topRanked } from '@/lib/numerics/top-ranked'
import { ASKED_NEIGHBOURS, tagSuggester } from '@/lib/recommending/suggest-tags'
import { nearestByTags, tagWeights } from '@/lib/recommending/tag-weights'
import type { LikeSet } from './like-set'
import { type Mean, meanOf } from './mean'
import { compareIds, hash32, SEEDS } from './split-likes'

/** How well tags that were hidden are suggested again. */
export type TagQuality = {
  name: 'most used tags' | 'nearest by tags'
  /** The share of a model's hidden tags among the first ten, over models that have some. */
  recallAt10: Mean | null
}

const DEPTH = 10
/** With fewer tags a fifth is none. */
const LEAST_TAGS = 5
const HIDDEN_SHARE = 0.2

/** Tags to learn from and tags to be found again, each [models, tags]. */
export type HiddenTags = { known: SparsePattern; hidden: SparsePattern }

/** Hides a fifth of the tags of each model that has 5 or more, chosen by hash: the smallest of `2016|model|tag`. */
export function hideTags({
  models,
  tags,
  tagNames,
}: Pick<LikeSet, 'models' | 'tags' | 'tagNames'>): HiddenTags {
  const isHidden = new Set<number>()
  for (let model = 0; model < tags.rows; model++) {
    const own = [...columnsOf(tags, model)].map((tag) => {
      const name = tagNames[tag] ?? ''
      return { tag, name, hash: hash32(`${SEEDS.test}|${models[model]}|${name}`) }
    })
    if (own.length < LEAST_TAGS) continue
    own.sort((one, other) => one.hash - other.hash || compareIds(one.name, other.name))
    for (const { tag } of own.slice(0, Math.floor(HIDDEN_SHARE * own.length)))
      isHidden.add(model * tags.columns + tag)
  }
  const hides = (model: number, tag: number) => isHidden.has(model * tags.columns + tag)
  return {
    known: keepEntries(tags, (model, tag) => !hides(model, tag)),
    hidden: keepEntries(tags, hides),
  }
}

/** Measures what is suggested for models some of whose tags are hidden: the ten best of those that they are not known to have. */
export function measureTags(set: Pick<LikeSet, 'models' | 'tags' | 'tagNames'>): TagQuality[] {
  const { known, hidden } = hideTags(set)
  const usual = countByRow(transposePattern(known))
  const lists = nearestByTags(tagWeights(known), { depth: ASKED_NEIGHBOURS })
  const suggest = tagSuggester(known)
  return [
    {
      name: 'most used tags',
      recallAt10: recallOf(hidden, (model) => {
        const others = usual.slice()
        for (const tag of columnsOf(known, model)) others[tag] = -1
        return topRanked(others, DEPTH)
      }),
    },
    {
      name: 'nearest by tags',
      recallAt10: recallOf(hidden, (model) => {
        const scores = lists.values.subarray(lists.starts[model], lists.starts[model + 1])
        return suggest(model, { models: columnsOf(lists, model), scores }, DEPTH).map(({ tag }) => tag)
      }),
    },
  ]
}

function recallOf(hidden: SparsePattern, suggest: (model: number) => readonly number[]): Mean | null {
  const recalls: number[] = []
  for (let model = 0; model < hidden.rows; model++) {
    const wanted = columnsOf(hidden, model)
    if (wanted.length === 0) continue
    const found = suggest(model).filter((tag) => wanted.includes(tag)).length
    recalls.push(found / wanted.length)
  }
  return meanOf(recalls)
}
