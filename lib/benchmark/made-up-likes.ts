import type { DenseMatrix } from '@/lib/numerics/matrix-product'
import { seededNormal, seededRandom } from '@/lib/numerics/seeded-random'

/** About as many users and likes as the original project had, for 25,000 models. */
export const ORIGINAL_LIKES = { users: 60_000, likesOfAUser: 13.6, communities: 200 }

export type MadeUpOptions = {
  users: number
  models: number
  /** How many likes a user has on average, about. */
  likesOfAUser: number
  /** Circles of users and models that like one another. */
  communities: number
  /** How much what models look like differs within a circle; circles differ by about 1. */
  noiseOfLooks?: number
  seed?: number
}

/** Likes of a catalogue whose structure is known, with what else is said and seen of its models. */
export type MadeUpLikes = {
  /** Of each like. */
  userOf: Int32Array
  modelOf: Int32Array
  /** The circle that each model belongs to. */
  communityOf: Int32Array
  /** Of each model, some of its circle's words, some of everybody's. */
  tags: string[][]
  /** Of each model, near those of its circle, [models, 32]. */
  looks: DenseMatrix
}

/** The share of likes that follow no circle, only what everybody likes. */
const NOISE = 0.15
/** How much steeper than the rank the popularity of models falls. */
const POPULARITY_FALL = 0.8
const CIRCLE_TAGS = 12
const COMMON_TAGS = 20
const LOOKS = 32

/**
 * Makes up likes: each user is at home in one to three circles, likes as many models as a skewed draw says, most of them of
 * these circles by their popularity there, some by popularity alone. The same for the same options.
 */
export function makeUpLikes({
  users,
  models,
  likesOfAUser,
  communities,
  noiseOfLooks = 1.5,
  seed = 1,
}: MadeUpOptions): MadeUpLikes {
  const random = seededRandom(seed)
  const normal = seededNormal(seed + 1)
  const below = (count: number) => Math.floor(random() * count)
  const communityOf = Int32Array.from({ length: models }, () => below(communities))
  const circles = Array.from({ length: communities }, (_, community) =>
    Array.from(communityOf.keys()).filter((model) => communityOf[model] === community),
  )
  const likes = drawLikes({
    users,
    popularity: Float64Array.from({ length: models }, (_, rank) => popularityAt(rank)),
    circles,
    homeAt: (at) => Math.floor(at * communities),
    likesOfAUser,
    random,
    normal,
  })
  return { ...likes, communityOf, ...describe(communityOf, communities, noiseOfLooks, below, normal) }
}

/** How much likelier the most popular models are drawn than others. */
export function popularityAt(rank: number): number {
  return (rank + 3) ** -POPULARITY_FALL
}

export type LikesToDraw = {
  users: number
  /** Of each model. */
  popularity: Float64Array
  /** The models of each circle. */
  circles: readonly (readonly number[])[]
  /** A circle to be at home in, by a number in [0, 1). */
  homeAt: (at: number) => number
  likesOfAUser: number
  random: () => number
  normal: () => number
}

/** Draws the likes of each user in turn. */
export function drawLikes({
  users,
  popularity,
  circles,
  homeAt,
  likesOfAUser,
  random,
  normal,
}: LikesToDraw): Pick<MadeUpLikes, 'userOf' | 'modelOf'> {
  const below = (count: number) => Math.floor(random() * count)
  const everything = drawing(Array.from(popularity.keys()), popularity)
  const draws = circles.map((circle) => drawing(circle, popularity))
  const userOf: number[] = []
  const modelOf: number[] = []
  for (let user = 0; user < users; user++) {
    const homes = Array.from({ length: 1 + below(3) }, () => homeAt(random()))
    const wanted = Math.max(1, Math.round(likesOfAUser * Math.exp(0.8 * normal() - 0.32)))
    const liked = new Set<number>()
    for (let turn = 0; turn < 3 * wanted && liked.size < wanted; turn++) {
      const home = homes[below(homes.length)] ?? 0
      const draw = random() < NOISE ? everything : (draws[home] ?? everything)
      const model = draw(random())
      if (model !== undefined) liked.add(model)
    }
    for (const model of liked) {
      userOf.push(user)
      modelOf.push(model)
    }
  }
  return { userOf: Int32Array.from(userOf), modelOf: Int32Array.from(modelOf) }
}

/** Draws one of some models by their weight, with a number in [0, 1). */
export function drawing(
  models: readonly number[],
  weights: Float64Array,
): (at: number) => number | undefined {
  let sum = 0
  const sums = Float64Array.from(models, (model) => (sum += weights[model] ?? 0))
  return (at) => {
    let [low, high] = [0, sums.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] ?? 0) <= at * sum) low = middle + 1
      else high = middle
    }
    return models[low]
  }
}

function describe(
  communityOf: Int32Array,
  communities: number,
  noiseOfLooks: number,
  below: (count: number) => number,
  normal: () => number,
): Pick<MadeUpLikes, 'tags' | 'looks'> {
  const centres = Float32Array.from({ length: communities * LOOKS }, () => normal())
  const looks = new Float32Array(communityOf.length * LOOKS)
  const tags = Array.from(communityOf, (community, model) => {
    for (let index = 0; index < LOOKS; index++)
      looks[model * LOOKS + index] = (centres[community * LOOKS + index] ?? 0) + noiseOfLooks * normal()
    const own = Array.from({ length: 1 + below(3) }, () => `circle ${community} ${below(CIRCLE_TAGS)}`)
    const common = Array.from({ length: 1 + below(3) }, () => `common ${below(COMMON_TAGS)}`)
    return [...new Set([...own, ...common])]
  })
  return { tags, looks: { rows: communityOf.length, columns: LOOKS, data: looks } }
}
