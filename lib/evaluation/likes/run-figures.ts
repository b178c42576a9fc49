import { z } from 'zod'
import type { LikeQuality, LikeSettings } from './measure-likes'
import { ERRORS_OF_95_PERCENT, type Mean } from './mean'
import type { LikesFacts } from './set-facts'

const mean = z.object({
  mean: z.number(),
  standardError: z.number(),
  count: z.number(),
}) satisfies z.ZodType<Mean>

const facts = z.object({
  likes: z.number(),
  users: z.number(),
  models: z.number(),
  train: z.number(),
  test: z.number(),
  testUsers: z.number(),
  headModels: z.number(),
  tags: z.number(),
}) satisfies z.ZodType<LikesFacts>

const settings = z.object({
  als: z.object({
    factors: z.number(),
    regularisation: z.number(),
    alpha: z.number(),
    iterations: z.number(),
  }),
  popularityExponent: z.number(),
  rp3beta: z.object({ beta: z.number(), kept: z.number() }),
}) satisfies z.ZodType<LikeSettings>

const way = z.object({
  name: z.enum(['popularity', 'rp3beta', 'als', 'tags', 'likes and tags']),
  users: z
    .object({
      precisionAt10: mean.nullable(),
      recallAt10: mean.nullable(),
      mapAt10: mean.nullable(),
      ndcgAt10: mean.nullable(),
      coverageAt10: z.number(),
    })
    .nullable(),
  pages: z.object({
    hitRateAt24: mean.nullable(),
    tailHitRateAt24: mean.nullable(),
    byLikes: z.array(mean.nullable()),
    coverageAt24: z.number(),
    meanLength: z.number(),
  }),
  seconds: z.number(),
}) satisfies z.ZodType<LikeQuality>

const runLikesFigures = z.object({
  /** Of what the run has made of likes. */
  inputDigest: z.string(),
  facts,
  settings,
  ways: z.array(way),
  /** What measuring took, learning once more included. */
  seconds: z.number(),
})
/** How good what a run has learned from likes is, beside what is popular and RP3beta. */
export type RunLikesFigures = z.infer<typeof runLikesFigures>

const DIGITS = 6

export function encodeLikesFigures(figures: RunLikesFigures): string {
  return JSON.stringify(figures, (_, value: unknown) =>
    typeof value === 'number' ? Number(value.toFixed(DIGITS)) : value,
  )
}

/** Reads stored figures back; null for none, and for those of another version. */
export function decodeLikesFigures(text: string | null | undefined): RunLikesFigures | null {
  const parsed = runLikesFigures.safeParse(text ? JSON.parse(text) : null)
  return parsed.success ? parsed.data : null
}

/** The figures of what a run has made of likes; null where they are of what it had made before it went on with others. */
export function figuresOfLikes(
  kinds: readonly { kind: string; inputDigest: string; figures: string | null }[],
): RunLikesFigures | null {
  const made = kinds.find(({ kind }) => kind === 'likes')
  const figures = decodeLikesFigures(made?.figures)
  return figures?.inputDigest === made?.inputDigest ? figures : null
}

/** What a review compares: how well users are served, and what pages show of the tail. */
export type LikesQuality = { ndcgAt10: Mean | null; tailHitRateAt24: Mean | null }

export function likesQuality({ ways }: Pick<RunLikesFigures, 'ways'>): LikesQuality {
  const als = ways.find(({ name }) => name === 'als')
  return { ndcgAt10: als?.users?.ndcgAt10 ?? null, tailHitRateAt24: als?.pages.tailHitRateAt24 ?? null }
}

/** Whether a mean has fallen by more than chance leaves open, the 95 % interval of the difference, and by more than a share of what it was. */
export function hasFallen(now: Mean | null, before: Mean | null, tolerated: number): boolean {
  if (!now || !before) return false
  const error = ERRORS_OF_95_PERCENT * Math.hypot(now.standardError, before.standardError)
  return before.mean - now.mean > Math.max(error, tolerated * before.mean)
}
