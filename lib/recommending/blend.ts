import type { Kind } from '@/lib/facts/kinds'
import type { MIX_NAMES } from '@/lib/facts/mix-names.mjs'
import { fuseRankings, fusionPart, WEIGHT_OF_CONTENT, weightOfLikes } from './fuse-rankings'

/** How much each kind counts in a blend, and how much it counts how many like a model: each from 0 to 1. */
export type Mix = Record<(typeof MIX_NAMES)[number], number>

/** What is blended unless somebody asks for something else. */
export const DEFAULT_MIX: Mix = { visual: 1, likes: 1, tags: 1, popularity: 0 }

/** The models of one kind that are similar to one, best first. */
export type KindList = { kind: Kind; modelIds: readonly number[] | Int32Array }

/** What is known of the model that a blend is for. */
export type BlendedModel = {
  lists: readonly KindList[]
  /** How many likes of it were learned from. */
  support: number
  /** How many like each model of the lists: read where popularity counts. A model that it does not have counts as liked by none. */
  likesOf: (modelId: number) => number
}

/** One list of several. */
export type Blend = {
  /** Best first; equal ones by their ids. */
  modelIds: number[]
  scores: number[]
  /** What gives the model with an id how much of its score, the largest first. They sum to 1 where popularity does not count. */
  sharesOf(modelId: number): { kind: Kind; share: number }[]
}

/**
 * Blends the lists of a model: score(j) is the sum over kinds of s w / (60 + rank of j), s being what the mix says and w how much the
 * kind is worth for this model: n / (n + 3) of likes for a model of n, else a half. Popularity is one ranking more, of all that the
 * lists have by their likes, and counts by a half too. What only lists that do not count have is left out.
 *
 * @throws Error for a weight that is no number from 0 on
 */
export function blendLists({ lists, support, likesOf }: BlendedModel, mix: Mix): Blend {
  const kinds = lists.map(({ kind, modelIds }) => ({
    kind,
    models: modelIds,
    weight: mix[kind] * (kind === 'likes' ? weightOfLikes(support) : WEIGHT_OF_CONTENT),
  }))
  const popularity = mix.popularity === 0 ? [] : [byLikes(kinds, likesOf, mix.popularity)]
  const { models, scores } = fuseRankings([...kinds, ...popularity], Infinity)
  return {
    modelIds: models,
    scores,
    sharesOf(modelId) {
      const parts = kinds.map((ranking) => partOf(modelId, ranking))
      const score = popularity.reduce((sum, ranking) => sum + partOf(modelId, ranking), sumOf(parts))
      return kinds
        .map(({ kind }, place) => ({ kind, share: (parts[place] ?? 0) / score }))
        .filter(({ share }) => share > 0)
        .sort((one, other) => other.share - one.share)
    },
  }
}

type Ranking = { models: readonly number[] | Int32Array; weight: number }

/** What a ranking gives to the score of a model. */
function partOf(modelId: number, { models, weight }: Ranking): number {
  const place = models.indexOf(modelId)
  return place < 0 ? 0 : fusionPart(weight, place)
}

const sumOf = (parts: readonly number[]) => parts.reduce((sum, part) => sum + part, 0)

/** All that rankings which count have, those that most like first; equal ones by their ids. */
function byLikes(
  rankings: readonly Ranking[],
  likesOf: (modelId: number) => number,
  weight: number,
): Ranking {
  const counted = rankings.filter((ranking) => ranking.weight > 0)
  const candidates = [...new Set(counted.flatMap(({ models }) => Array.from(models)))].map((id) => ({
    id,
    likes: likesOf(id),
  }))
  candidates.sort((one, other) => other.likes - one.likes || one.id - other.id)
  return { models: candidates.map(({ id }) => id), weight: weight * WEIGHT_OF_CONTENT }
}
