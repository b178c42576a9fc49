import { trainAls } from '@/lib/recommending/als'
import { nearestByFactors } from '@/lib/recommending/factor-lists'
import { fuseLists, WEIGHT_OF_CONTENT, weightOfLikes } from '@/lib/recommending/fuse-rankings'
import { nearestByTags, tagWeights } from '@/lib/recommending/tag-weights'
import { NothingToEvaluateError } from '../nothing-to-evaluate'
import type { LikeSet } from './like-set'
import { LIST_DEPTH, type ListQuality, measureLists } from './measure-lists'
import { FUSED_DEPTH, type LikeSettings, type MeasureOptions } from './measure-likes'

/** What a mix is worth on models' pages. */
export type BlendQuality = {
  /** What each kind's weight was taken times. */
  likes: number
  tags: number
  pages: ListQuality
}

/** What was chosen among, and what the chosen one was worth in the test. */
export type BlendMeasures = { mixes: BlendQuality[]; best: BlendQuality; tested: BlendQuality }

const MIXES = [
  [1, 0],
  [4, 1],
  [2, 1],
  [1, 1],
  [1, 2],
  [1, 4],
  [0, 1],
] as const

/**
 * Measures mixes of likes and tags on models' pages, of a set for choosing and then, the best of the tail, of the test.
 *
 * @throws NothingToEvaluateError where models have no tags
 */
export async function measureBlend(
  validation: LikeSet,
  test: LikeSet,
  settings: LikeSettings,
  options: MeasureOptions = {},
): Promise<BlendMeasures> {
  if (validation.tags.indices.length === 0)
    throw new NothingToEvaluateError(
      'There is nothing to mix likes with: no two models that are liked share a tag.',
    )
  const ofValidation = await mixer(validation, settings, options)
  const mixes = MIXES.map(([likes, tags]) => ofValidation(likes, tags))
  const best = mixes.reduce((before, mix) => (tailOf(mix) > tailOf(before) ? mix : before))
  const tested = (await mixer(test, settings, options))(best.likes, best.tags)
  return { mixes, best, tested }
}

function tailOf({ pages }: BlendQuality): number {
  return pages.tailHitRateAt24?.mean ?? 0
}

async function mixer(
  set: LikeSet,
  { als, popularityExponent }: LikeSettings,
  { signal, onStep }: MeasureOptions,
): Promise<(likes: number, tags: number) => BlendQuality> {
  const { models } = await trainAls(set.train, als, {
    signal,
    onIteration: (done) => onStep?.('Factorising', done, als.iterations),
  })
  const options = { depth: FUSED_DEPTH }
  const byLikes = await nearestByFactors(models, popularityExponent, options)
  const byTags = nearestByTags(tagWeights(set.tags), options)
  return (likes, tags) => {
    const kinds = [
      { lists: byLikes, weightOf: (model: number) => likes * weightOfLikes(set.popularity[model] ?? 0) },
      { lists: byTags, weightOf: () => tags * WEIGHT_OF_CONTENT },
    ]
    return { likes, tags, pages: measureLists(set, fuseLists(kinds, set.models.length, LIST_DEPTH)) }
  }
}
