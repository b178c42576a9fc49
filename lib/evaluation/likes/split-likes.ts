import type { Like } from '@/lib/recommending/threshold-likes'

/** A user likes a model, both by ids that stay the same from one import to the next. */
export type KnownLike = Like<string, string>

export type SplitLikes = { train: KnownLike[]; test: KnownLike[] }

/** Of the split that everything is tested on, and of the one within its train likes that settings are chosen by. */
export const SEEDS = { test: 2016, validation: 2017 } as const

const LEAST_LIKES = 10
const TEST_SHARE = 0.2
/** One model in so many is cold. */
const COLD_EVERY = 10
const LEAST_WARM_LIKES = 5

/**
 * A hash of a text as 32 bits: FNV-1a over its bytes in UTF-8, mixed by the last steps of MurmurHash3. It stands in for a
 * random generator, so that the order of rows does not matter.
 */
export function hash32(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** Sorts as code points do, unlike `<`, which puts U+10000 before U+FFFF. */
export function compareIds(one: string, other: string): number {
  const length = Math.min(one.length, other.length)
  for (let index = 0; index < length; index++) {
    const [unit, otherUnit] = [one.charCodeAt(index), other.charCodeAt(index)]
    if (unit !== otherUnit) return byCodePoint(unit) - byCodePoint(otherUnit)
  }
  return one.length - other.length
}

/** Surrogates after all other units. */
function byCodePoint(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}

/** Puts a fifth of the likes of each user who has 10 or more aside for testing, chosen by hash. Each like is given once. */
export function splitLikes(likes: readonly KnownLike[], seed: number): SplitLikes {
  const train: KnownLike[] = []
  const test: KnownLike[] = []
  for (const own of byUser(likes).values()) {
    const count = own.length >= LEAST_LIKES ? Math.floor(TEST_SHARE * own.length) : 0
    const hashed = own.map((like) => ({ like, hash: hash32(`${seed}|${like.user}|${like.model}`) }))
    hashed.sort((one, other) => one.hash - other.hash || compareIds(one.like.model, other.like.model))
    hashed.forEach(({ like }, place) => (place < count ? test : train).push(like))
  }
  return { train, test }
}

/** Whether a model is one of the tenth whose likes are all put aside, as if nobody had seen it yet. */
export function isCold(model: string): boolean {
  return hash32(`cold|${SEEDS.test}|${model}`) % COLD_EVERY === 0
}

/** Puts all likes of cold models aside; of users who have five or more others they are the test. */
export function splitCold(likes: readonly KnownLike[]): SplitLikes {
  const train = likes.filter(({ model }) => !isCold(model))
  const warm = byUser(train)
  const test = likes.filter(
    ({ user, model }) => isCold(model) && (warm.get(user)?.length ?? 0) >= LEAST_WARM_LIKES,
  )
  return { train, test }
}

function byUser(likes: readonly KnownLike[]): Map<string, KnownLike[]> {
  const users = new Map<string, KnownLike[]>()
  for (const like of likes) {
    const own = users.get(like.user)
    if (own) own.push(like)
    else users.set(like.user, [like])
  }
  return users
}
