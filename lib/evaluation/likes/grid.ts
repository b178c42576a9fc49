import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { AlsSettings } from '@/lib/recommending/als'
import type { LikeSet } from './like-set'
import type { FactorQuality } from './measure-factors'

/** The settings that are tried: all combinations of these values. */
export type Grid = { factors: number[]; regularisation: number[]; alpha: number[] }

export const DEFAULT_GRID: Grid = {
  factors: [32, 64, 128, 256],
  regularisation: [1, 10, 100],
  alpha: [5, 20, 80],
}

const gridPoint = z.object({
  /** Of the likes that it was measured by. */
  likes: z.string(),
  settings: z.object({
    factors: z.number(),
    regularisation: z.number(),
    alpha: z.number(),
    iterations: z.number(),
  }),
  ndcgAt10: z.number(),
  precisionAt10: z.number(),
  hitRateAt24: z.number(),
  tailHitRateAt24: z.number(),
})

/** What settings were worth on the validation split. */
export type GridPoint = z.infer<typeof gridPoint>

/** All combinations, the cheaper first. */
export function settingsIn({ factors, regularisation, alpha }: Grid, iterations: number): AlsSettings[] {
  return factors
    .toSorted((one, other) => one - other)
    .flatMap((width) =>
      regularisation.flatMap((weight) =>
        alpha.map((confidence) => ({
          factors: width,
          regularisation: weight,
          alpha: confidence,
          iterations,
        })),
      ),
    )
}

/** A digest of what is learned from and tested by, so that a point is known to be of these likes. */
export function digestOf({ users, models, train, test }: LikeSet): string {
  const hash = createHash('sha256')
  hash.update(JSON.stringify([users, models]))
  for (const { starts, indices } of [train, test]) hash.update(starts).update(indices)
  return hash.digest('hex').slice(0, 16)
}

export function pointOf(likes: string, settings: AlsSettings, { users, pages }: FactorQuality): GridPoint {
  return {
    likes,
    settings,
    ndcgAt10: users.ndcgAt10?.mean ?? 0,
    precisionAt10: users.precisionAt10?.mean ?? 0,
    hitRateAt24: pages.hitRateAt24?.mean ?? 0,
    tailHitRateAt24: pages.tailHitRateAt24?.mean ?? 0,
  }
}

/** A point as one line of a file. */
export function lineOf(point: GridPoint): string {
  return JSON.stringify(point)
}

/** The points of these likes among the lines of a file; a line that was cut off, or is of something else, is none. */
export function pointsIn(text: string, likes: string): GridPoint[] {
  return text.split('\n').flatMap((line) => {
    const point = gridPoint.safeParse(parsed(line))
    return point.success && point.data.likes === likes ? [point.data] : []
  })
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

export function isSame(one: AlsSettings, other: AlsSettings): boolean {
  return (
    one.factors === other.factors &&
    one.regularisation === other.regularisation &&
    one.alpha === other.alpha &&
    one.iterations === other.iterations
  )
}

/** The one that serves users best, by NDCG@10; of equal ones the first. */
export function bestOf(points: readonly GridPoint[]): GridPoint | null {
  return points.reduce<GridPoint | null>(
    (best, point) => (best === null || point.ndcgAt10 > best.ndcgAt10 ? point : best),
    null,
  )
}
