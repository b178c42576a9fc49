import { columnsOf } from '@/lib/numerics/sparse-matrix'
import { topRanked } from '@/lib/numerics/top-ranked'
import { rowsAtOnce } from '@/lib/recommending/neighbour-lists'
import type { LikeSet } from './like-set'
import { type Mean, meanOf } from './mean'

/** Scores of all models for some users, [users.length, models], made anew for each call: they are written into. */
export type UserScores = (users: readonly number[]) => Promise<Float32Array> | Float32Array

/** How well the first ten models recommended to each user are those that were put aside. */
export type UserQuality = {
  precisionAt10: Mean | null
  recallAt10: Mean | null
  /** Mean average precision of the first ten. */
  mapAt10: Mean | null
  ndcgAt10: Mean | null
  /** The share of all models that are recommended to somebody. */
  coverageAt10: number
}

const DEPTH = 10

/**
 * Measures what would be recommended to the users who have likes put aside: of all models that are not among their train
 * likes the ten of the highest scores, equal ones in the order of the set.
 *
 * @param isCandidate which models may be recommended; by default all
 */
export async function measureUsers(
  set: Pick<LikeSet, 'users' | 'models' | 'train' | 'test'>,
  scoresOf: UserScores,
  isCandidate: (model: number) => boolean = () => true,
): Promise<UserQuality> {
  const count = set.models.length
  const tested = Array.from(set.users.keys()).filter((user) => columnsOf(set.test, user).length > 0)
  const others = Array.from(set.models.keys()).filter((model) => !isCandidate(model))
  const rankings: RankingQuality[] = []
  const recommended = new Uint8Array(count)
  const atOnce = rowsAtOnce(count)
  for (let start = 0; start < tested.length; start += atOnce) {
    const users = tested.slice(start, start + atOnce)
    const scores = await scoresOf(users)
    users.forEach((user, place) => {
      const own = scores.subarray(place * count, (place + 1) * count)
      for (const model of columnsOf(set.train, user)) own[model] = -Infinity
      for (const model of others) own[model] = -Infinity
      const best = topRanked(own, DEPTH)
      for (const model of best) recommended[model] = 1
      rankings.push(rankingQuality(best, columnsOf(set.test, user)))
    })
  }
  return {
    precisionAt10: meanOf(rankings.map(({ precision }) => precision)),
    recallAt10: meanOf(rankings.map(({ recall }) => recall)),
    mapAt10: meanOf(rankings.map(({ averagePrecision }) => averagePrecision)),
    ndcgAt10: meanOf(rankings.map(({ ndcg }) => ndcg)),
    coverageAt10: recommended.reduce((sum, is) => sum + is, 0) / count,
  }
}

type RankingQuality = { precision: number; recall: number; averagePrecision: number; ndcg: number }

/** @param wanted one or more */
function rankingQuality(best: readonly number[], wanted: Int32Array): RankingQuality {
  let [hits, precisions, gain] = [0, 0, 0]
  best.forEach((model, rank) => {
    if (!wanted.includes(model)) return
    hits++
    precisions += hits / (rank + 1)
    gain += discount(rank)
  })
  const most = Math.min(DEPTH, wanted.length)
  let ideal = 0
  for (let rank = 0; rank < most; rank++) ideal += discount(rank)
  return {
    precision: hits / DEPTH,
    recall: hits / wanted.length,
    averagePrecision: precisions / most,
    ndcg: gain / ideal,
  }
}

function discount(rank: number): number {
  return 1 / Math.log2(rank + 2)
}
