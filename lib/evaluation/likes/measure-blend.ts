import type { Kind } from '@/lib/facts/kinds'
import { trainAls } from '@/lib/recommending/als'
import type { Mix } from '@/lib/recommending/blend'
import { nearestByFactors } from '@/lib/recommending/factor-lists'
import { nearestByTags, tagWeights } from '@/lib/recommending/tag-weights'
import { assertKnown } from './assert-known'
import { blendedLists, type ListsOfKind } from './blended-lists'
import type { LikeSet } from './like-set'
import type { Looks } from './looks'
import { type ListQuality, measureLists } from './measure-lists'
import { FUSED_DEPTH, type LikeSettings, type MeasureOptions } from './measure-likes'

/** What a mix is worth on models' pages. */
export type BlendQuality = Mix & { pages: ListQuality }

/** What was chosen among, and what the chosen one was worth in the test. */
export type BlendMeasures = {
  /** Those that there are lists of. */
  kinds: Kind[]
  mixes: BlendQuality[]
  best: BlendQuality
  tested: BlendQuality
}

/** A set to blend lists of, with the looks of its models where they are known. */
export type BlendedSet = { set: LikeSet; looks: Looks | null }

/** How much a kind may count, the largest of a mix being 1. */
const STEPS = [0, 0.25, 0.5, 1]
/** With three kinds each step would be a mix of its own a hundred times. */
const STEPS_OF_THREE = [0, 0.5, 1]
const STEPS_OF_POPULARITY = [0.25, 0.5, 1]

/**
 * Measures mixes of likes, tags and looks on models' pages, of a set for choosing; then the best of the tail with popularity on
 * top; and at last the best of the tail of all, of the test.
 *
 * @throws NothingToEvaluateError where models have neither tags nor looks
 */
export async function measureBlend(
  validation: BlendedSet,
  test: BlendedSet,
  settings: LikeSettings,
  options: MeasureOptions = {},
): Promise<BlendMeasures> {
  assertKnown(validation.set, validation.looks)
  const { kinds, measure } = await mixer(validation, settings, options)
  const wanted = mixesOf(kinds)
  const mixes: BlendQuality[] = []
  for (const mix of wanted) {
    options.signal?.throwIfAborted()
    options.onStep?.('Mixing', mixes.length, wanted.length + STEPS_OF_POPULARITY.length)
    mixes.push(measure(mix))
  }
  const plain = bestOfTail(mixes)
  for (const popularity of STEPS_OF_POPULARITY) mixes.push(measure({ ...plain, popularity }))
  const chosen = bestOfTail(mixes)
  const tested = (await mixer(test, settings, options)).measure(chosen)
  return { kinds, mixes, best: chosen, tested }
}

/** All mixes of some kinds without popularity, each once: the largest part of each is 1. From all likes to none. */
export function mixesOf(kinds: readonly Kind[]): Mix[] {
  const steps = kinds.length > 2 ? STEPS_OF_THREE : STEPS
  const stepsOf = (kind: Kind) => (kinds.includes(kind) ? steps : [0])
  const mixes = stepsOf('likes').flatMap((likes) =>
    stepsOf('tags').flatMap((tags) =>
      stepsOf('visual').map((visual): Mix => ({ visual, likes, tags, popularity: 0 })),
    ),
  )
  return mixes
    .filter(({ visual, likes, tags }) => Math.max(visual, likes, tags) === 1)
    .sort((one, other) => shareOfLikes(other) - shareOfLikes(one))
}

function shareOfLikes({ visual, likes, tags }: Mix): number {
  return likes / (visual + likes + tags)
}

function bestOfTail(mixes: readonly BlendQuality[]): BlendQuality {
  const tailOf = ({ pages }: BlendQuality) => pages.tailHitRateAt24?.mean ?? 0
  return mixes.reduce((before, mix) => (tailOf(mix) > tailOf(before) ? mix : before))
}

async function mixer(
  { set, looks }: BlendedSet,
  { als, popularityExponent }: LikeSettings,
  { signal, onStep }: MeasureOptions,
): Promise<{ kinds: Kind[]; measure: (mix: Mix) => BlendQuality }> {
  const { models } = await trainAls(set.train, als, {
    signal,
    onIteration: (done) => onStep?.('Factorising', done, als.iterations),
  })
  const options = { depth: FUSED_DEPTH }
  const lists: ListsOfKind[] = [
    { kind: 'likes', lists: await nearestByFactors(models, popularityExponent, options) },
  ]
  if (set.tags.indices.length > 0)
    lists.push({ kind: 'tags', lists: nearestByTags(tagWeights(set.tags), options) })
  if (looks) lists.push({ kind: 'visual', lists: await nearestByFactors(looks, 1, options) })
  return {
    kinds: lists.map(({ kind }) => kind),
    measure: ({ visual, likes, tags, popularity }) => {
      const mix = { visual, likes, tags, popularity }
      return { ...mix, pages: measureLists(set, blendedLists(set, lists, mix)) }
    },
  }
}
