import type { DenseMatrix } from '@/lib/numerics/matrix-product'
import { trainAls } from '@/lib/recommending/als'
import { CONTENT_PENALTY, factorsByContent } from '@/lib/recommending/content-factors'
import { nearestByFactors } from '@/lib/recommending/factor-lists'
import { weightOfLikes } from '@/lib/recommending/fuse-rankings'
import type { LikeSet } from './like-set'
import type { Looks } from './looks'
import { type ColdQuality, type ContentName, contentsOf, measureCold } from './measure-cold'
import { LIST_DEPTH, type ListQuality, measureLists } from './measure-lists'
import type { LikeSettings, MeasureOptions } from './measure-likes'
import { measureUsers, type UserQuality } from './measure-users'
import { timed } from './timed'
import { withFactorScores } from './user-scores'

/** What likes are worth with something else that is known of models as side data, or without. */
export type SideDataQuality = {
  name: 'likes' | `likes with ${ContentName}`
  users: UserQuality
  pages: ListQuality
  /** What is learned on top of the factors of likes, in seconds. */
  seconds: number
  /** To rank all models for each user who is tested, and measure precision at 10 of that. */
  secondsOfPrecision: number
}

/** What looks bring to a likes model: of models that are liked, and of those that nobody has liked yet. */
export type VisualMeasures = {
  /** How many models have a vector, of how many numbers. */
  models: number
  dimensions: number
  /** To learn the factors of likes, in seconds. */
  seconds: number
  warm: SideDataQuality[]
  cold: ColdQuality[]
}

/**
 * Measures the likes model with and without tags and looks as side data: factors move towards those that content
 * says, the more the fewer like a model. Content is mapped to factors by a regression over the likes that are learned from.
 *
 * @param test the set of the test split, with the looks of its models
 * @param cold the same of the cold split
 */
export async function measureVisual(
  test: { set: LikeSet; looks: Looks },
  cold: { set: LikeSet; looks: Looks },
  settings: LikeSettings,
  options: MeasureOptions = {},
): Promise<VisualMeasures> {
  const { set, looks } = test
  const { als, popularityExponent } = settings
  const learned = await timed(() =>
    trainAls(set.train, als, {
      signal: options.signal,
      onIteration: (done) => options.onStep?.('Factorising', done, als.iterations),
    }),
  )
  const factors = learned.result
  const measure = async (
    name: SideDataQuality['name'],
    models: DenseMatrix,
    seconds: number,
  ): Promise<SideDataQuality> => {
    const ranked = await timed(() =>
      withFactorScores({ users: factors.users, models }, (scoresOf) => measureUsers(set, scoresOf)),
    )
    const lists = await nearestByFactors(models, popularityExponent, { depth: LIST_DEPTH })
    const pages = measureLists(set, lists)
    return { name, users: ranked.result, pages, seconds, secondsOfPrecision: ranked.seconds }
  }
  const warm = [await measure('likes', factors.models, 0)]
  for (const { name, content } of await contentsOf(set, looks)) {
    options.onStep?.('Learning from side data', warm.length - 1, 3)
    const mapped = await timed(() =>
      factorsByContent(content, factors.models, set.popularity, CONTENT_PENALTY),
    )
    const moved = towards(factors.models, mapped.result, set.popularity)
    warm.push(await measure(`likes with ${name}`, moved, mapped.seconds))
  }
  const ofCold: ColdQuality[] = []
  for await (const way of measureCold(cold.set, settings, options, cold.looks)) ofCold.push(way)
  return {
    models: looks.known,
    dimensions: looks.columns,
    seconds: learned.seconds,
    warm,
    cold: ofCold,
  }
}

/**
 * Factors of models, moved towards the direction that content says, the more the fewer like them. They stay about as long as they
 * are: that is how many like a model. One that nobody likes has the factors that content says.
 */
export function towards(factors: DenseMatrix, byContent: DenseMatrix, likes: ArrayLike<number>): DenseMatrix {
  const { rows, columns } = factors
  const data = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    const [start, end] = [row * columns, (row + 1) * columns]
    const [own, said] = [factors.data.subarray(start, end), byContent.data.subarray(start, end)]
    const [length, lengthSaid] = [lengthOf(own), lengthOf(said)]
    const scale = length > 0 && lengthSaid > 0 ? length / lengthSaid : 1
    const weight = length > 0 ? weightOfLikes(likes[row] ?? 0) : 0
    for (let column = 0; column < columns; column++)
      data[start + column] = weight * (own[column] ?? 0) + (1 - weight) * scale * (said[column] ?? 0)
  }
  return { rows, columns, data }
}

function lengthOf(vector: Float32Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value ** 2, 0))
}
