import { type AlsSettings, trainAls } from '@/lib/recommending/als'
import { nearestByFactors } from '@/lib/recommending/factor-lists'
import { listsOfScores } from '@/lib/recommending/neighbour-lists'
import { type Rp3betaSettings, trainRp3beta } from '@/lib/recommending/rp3beta'
import { nearestByTags, tagWeights } from '@/lib/recommending/tag-weights'
import { columnsOf, keepEntries, type SparsePattern } from '@/lib/numerics/sparse-matrix'
import { blendedLists } from './blended-lists'
import type { LikeSet } from './like-set'
import { LIST_DEPTH, type ListQuality, measureLists } from './measure-lists'
import { measureUsers, type UserQuality, type UserScores } from './measure-users'
import { hash32, SEEDS } from './split-likes'
import { timed } from './timed'
import { scoresByLists, scoresByTags, scoresOfAll, withFactorScores } from './user-scores'

export type LikeSettings = {
  als: AlsSettings
  /** What the length of a model's factors counts in lists, 0 to 1. */
  popularityExponent: number
  rp3beta: Rp3betaSettings
}

/** What a way of recommending is worth, for users, on models' pages, and in seconds. */
export type LikeQuality = {
  name: 'popularity' | 'rp3beta' | 'als' | 'tags' | 'likes and tags'
  /** Null for one that makes lists alone. */
  users: UserQuality | null
  pages: ListQuality
  /** To learn it; without measuring. */
  seconds: number
}

/** How deep lists are that are made one. */
export const FUSED_DEPTH = 100

export type MeasureOptions = {
  signal?: AbortSignal
  /** To learn with; by default as many as there are cores. */
  threads?: number
  /** For so many users at most recommendations are ranked, chosen by hash; by default for all. */
  mostRankedUsers?: number
  onStep?: (what: string, done: number, of: number) => void | Promise<void>
}

/** Measures all ways of recommending that there are likes, and tags, for. */
export async function* measureLikes(
  set: LikeSet,
  { als, rp3beta, popularityExponent }: LikeSettings,
  { signal, threads, mostRankedUsers = Infinity, onStep }: MeasureOptions = {},
): AsyncGenerator<LikeQuality> {
  const ranked = { ...set, test: someUsers(set, mostRankedUsers) }
  const users: MeasureScores = (scoresOf) => measureUsers(ranked, scoresOf)
  const popularity = Float32Array.from(set.popularity)
  yield {
    name: 'popularity',
    users: await users(scoresOfAll(popularity)),
    pages: measureLists(set, listsOfScores(popularity, { depth: LIST_DEPTH })),
    seconds: 0,
  }

  yield await measureWalks(set, rp3beta, users)

  const factors = await timed(() =>
    trainAls(set.train, als, {
      signal,
      threads,
      onIteration: (done) => onStep?.('Factorising', done, als.iterations),
    }),
  )
  const byLikes = await timed(() =>
    nearestByFactors(factors.result.models, popularityExponent, { depth: FUSED_DEPTH }),
  )
  yield {
    name: 'als',
    users: await withFactorScores(factors.result, users),
    pages: measureLists(set, byLikes.result),
    seconds: factors.seconds + byLikes.seconds,
  }
  if (set.tags.indices.length === 0) return

  const weights = tagWeights(set.tags)
  const byTags = await timed(() => nearestByTags(weights, { depth: FUSED_DEPTH }))
  yield {
    name: 'tags',
    users: await users(scoresByTags(set.train, weights)),
    pages: measureLists(set, byTags.result),
    seconds: byTags.seconds,
  }
  const fused = await timed(() =>
    blendedLists(
      set,
      [
        { kind: 'likes', lists: byLikes.result },
        { kind: 'tags', lists: byTags.result },
      ],
      { visual: 0, likes: 1, tags: 1, popularity: 0 },
    ),
  )
  yield {
    name: 'likes and tags',
    users: null,
    pages: measureLists(set, fused.result),
    seconds: fused.seconds,
  }
}

type MeasureScores = (scoresOf: UserScores) => Promise<UserQuality>

/** By itself, so that its lists, the largest of all, are let go. */
async function measureWalks(
  set: LikeSet,
  rp3beta: Rp3betaSettings,
  users: MeasureScores,
): Promise<LikeQuality> {
  const { result, seconds } = await timed(() => trainRp3beta(set.train, rp3beta))
  return {
    name: 'rp3beta',
    users: await users(scoresByLists(set.train, result)),
    pages: measureLists(set, result),
    seconds,
  }
}

/** What was put aside of so many users at most, those of the smallest hashes. */
export function someUsers({ users, test }: Pick<LikeSet, 'users' | 'test'>, most: number): SparsePattern {
  const tested = Array.from(users.keys()).filter((user) => columnsOf(test, user).length > 0)
  if (tested.length <= most) return test
  const hashed = tested
    .map((user) => ({ user, hash: hash32(`ranked|${SEEDS.test}|${users[user]}`) }))
    .sort((one, other) => one.hash - other.hash || one.user - other.user)
  const chosen = new Set(hashed.slice(0, most).map(({ user }) => user))
  return keepEntries(test, (user) => chosen.has(user))
}
