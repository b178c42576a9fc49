import { topRanked } from '@/lib/numerics/top-ranked'

/** A part of what speaks for a model: how much of it one that is liked has, from 0 to 1. */
export type Because = { model: number; share: number }

/** More models than these explain nothing. */
const MOST_BECAUSE = 3
/** What has less to do with it is not named. */
const LEAST_SHARE = 0.05

/** The models that speak most for something, largest share first, of what each says for it. */
export function becauseOf(models: readonly number[], parts: ArrayLike<number>): Because[] {
  let sum = 0
  for (let place = 0; place < parts.length; place++) sum += Math.max(0, parts[place] ?? 0)
  if (sum === 0) return []
  return topRanked(parts, MOST_BECAUSE)
    .map((place) => ({ model: models[place] ?? 0, share: Math.max(0, parts[place] ?? 0) / sum }))
    .filter(({ share }) => share >= LEAST_SHARE)
}
