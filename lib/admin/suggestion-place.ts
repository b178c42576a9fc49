import { z } from 'zod'
import type { SuggestionPlace } from '@/lib/database/database'

const placeSchema = z.tuple([z.number(), z.int().positive()])

/** Writes where a page of suggestions goes on, so that it can travel in an address. */
export function encodePlace({ score, modelId }: SuggestionPlace): string {
  return Buffer.from(JSON.stringify([score, modelId])).toString('base64url')
}

/** Reads it back; null when it is none that `encodePlace` wrote. */
export function decodePlace(text: string): SuggestionPlace | null {
  const parsed = placeSchema.safeParse(parseJson(Buffer.from(text, 'base64url').toString()))
  if (!parsed.success) return null
  const [score, modelId] = parsed.data
  return { score, modelId }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
