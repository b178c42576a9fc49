import { z } from 'zod'

const learnedFrom = z.object({
  factors: z.int(),
  regularisation: z.number(),
  alpha: z.number(),
  iterations: z.int(),
  popularityExponent: z.number(),
  /** How many users and likes were learned from. */
  users: z.int(),
  likes: z.int(),
  /** A digest over what factors of models without likes depend on besides. */
  content: z.string(),
})

/** What a run has learned likes by, and from how many. */
export type RunLikesSettings = z.infer<typeof learnedFrom>

export function encodeLikesSettings(settings: RunLikesSettings): string {
  return JSON.stringify(settings)
}

/** Reads stored settings back; null for none, and for those of another version. */
export function decodeLikesSettings(text: string | null): RunLikesSettings | null {
  const parsed = learnedFrom.safeParse(text === null ? null : JSON.parse(text))
  return parsed.success ? parsed.data : null
}
