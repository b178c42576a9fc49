import { keepEntries, sparsePattern } from '@/lib/numerics/sparse-matrix'
import { type AlsOptions, type LikeFactors, trainAls } from '@/lib/recommending/als'
import { nearestByFactors } from '@/lib/recommending/factor-lists'
import type { LikeSet } from './like-set'
import { LIST_DEPTH, type ListQuality, measureLists } from './measure-lists'
import type { LikeSettings, MeasureOptions } from './measure-likes'
import { measureUsers, type UserQuality, type UserScores } from './measure-users'
import { hash32, SEEDS } from './split-likes'
import { withFactorScores } from './user-scores'

/** What factors are worth, for users and on models' pages. */
export type FactorQuality = { users: UserQuality; pages: ListQuality }

/** The same somewhere on a learning curve, with how well what was learned from is known. */
export type CurvePoint = FactorQuality & {
  iterations: number
  /** Of the likes there are to learn from. */
  share: number
  learned: UserQuality
}

export type LearningCurve = { byIteration: CurvePoint[]; byShare: CurvePoint[] }

const SHARES = [0.25, 0.5, 0.75, 1]

/** Learns factors, and measures them. */
export async function measureFactors(
  set: LikeSet,
  { als, popularityExponent }: Pick<LikeSettings, 'als' | 'popularityExponent'>,
  options: AlsOptions,
): Promise<FactorQuality> {
  return qualityOf(set, await trainAls(set.train, als, options), popularityExponent)
}

async function qualityOf(
  set: LikeSet,
  factors: LikeFactors,
  popularityExponent: number,
): Promise<FactorQuality> {
  const lists = await nearestByFactors(factors.models, popularityExponent, { depth: LIST_DEPTH })
  const users = await withFactorScores(factors, (scoresOf) => measureUsers(set, scoresOf))
  return { users, pages: measureLists(set, lists) }
}

/** Measures factors after each iteration, and after learning from a part of the likes alone, drawn by hash. */
export async function measureCurve(
  set: LikeSet,
  { als, popularityExponent }: LikeSettings,
  { signal, onStep }: MeasureOptions = {},
): Promise<LearningCurve> {
  const learned = (factors: LikeFactors) =>
    withFactorScores(factors, (scoresOf: UserScores) => measureUsers(learnedFrom(set), scoresOf))
  const pointOf = async (factors: LikeFactors, iterations: number, share: number): Promise<CurvePoint> => ({
    iterations,
    share,
    learned: await learned(factors),
    ...(await qualityOf(set, factors, popularityExponent)),
  })
  const byIteration: CurvePoint[] = []
  await trainAls(set.train, als, {
    signal,
    async onIteration(done, factors) {
      byIteration.push(await pointOf(factors, done, 1))
      onStep?.('Measuring each iteration', done, als.iterations)
    },
  })
  const byShare: CurvePoint[] = []
  for (const share of SHARES.slice(0, -1)) {
    onStep?.('Learning from a part', byShare.length, SHARES.length - 1)
    const part = keepEntries(set.train, (user, model) => isDrawn(set, user, model, share))
    byShare.push(await pointOf(await trainAls(part, als, { signal }), als.iterations, share))
  }
  const whole = byIteration.at(-1)
  return { byIteration, byShare: whole ? [...byShare, whole] : byShare }
}

function isDrawn({ users, models }: LikeSet, user: number, model: number, share: number): boolean {
  return hash32(`share|${SEEDS.test}|${users[user]}|${models[model]}`) < share * 2 ** 32
}

/** What was learned from, asked for: nothing is left out as known already. */
function learnedFrom(set: LikeSet): LikeSet {
  return { ...set, train: sparsePattern(set.users.length, set.models.length, [], []), test: set.train }
}
