import { z } from 'zod'

const quality = z.object({ recallCappedPrecision: z.number(), queries: z.number() }).nullable()

const mean = z.object({ mean: z.number(), standardError: z.number(), count: z.number() }).nullable()
const likes = z.object({ ndcgAt10: mean, tailHitRateAt24: mean }).nullable().default(null)

/** How the similarity table of a run stands to that of the run that was published before it. */
const runComparison = z.object({
  /** The run that it was held against; null when none was published. */
  comparedWith: z.number().nullable(),
  /** The column that quality is measured on; null when no model has labels. */
  label: z.string().nullable(),
  /** How many of a model's first neighbours quality looks at: 10, or as many as both runs have. */
  depth: z.number(),
  quality,
  qualityBefore: quality,
  /** How good what was learned from likes is; null where that was not measured. */
  likes,
  likesBefore: likes,
  /** Share of the neighbours that are new, 0 to 1, over the models that both runs cover. */
  changedShare: z.number().nullable(),
  /** Models that the run before covers and whose pictures this one could not use. */
  lostCount: z.number(),
  coveredBefore: z.number(),
  /** Ids of the models whose neighbours changed most. */
  mostChanged: z.array(z.number()),
  /** Why it should not be published before somebody has looked; empty when it looks as it should. */
  reasons: z.array(z.string()),
})
export type RunComparison = z.infer<typeof runComparison>

export function encodeComparison(comparison: RunComparison): string {
  return JSON.stringify(comparison)
}

/** Reads a stored comparison back; null for none, and for one of another version. */
export function decodeComparison(text: string | null): RunComparison | null {
  const parsed = runComparison.safeParse(text === null ? null : JSON.parse(text))
  return parsed.success ? parsed.data : null
}
