import { z } from 'zod'
import type { SuggestionPlace } from '@/lib/database/database'
import { fromOpaqueText, toOpaqueText } from '@/lib/http/opaque-text'

const placeSchema = z.tuple([z.number(), z.int().positive()])

/** Writes where a page of suggestions goes on, for an address. */
export function encodePlace({ score, modelId }: SuggestionPlace): string {
  return toOpaqueText([score, modelId])
}

/** Reads it back; null when it is none that `encodePlace` wrote. */
export function decodePlace(text: string): SuggestionPlace | null {
  const place = fromOpaqueText(text, placeSchema)
  if (!place) return null
  const [score, modelId] = place
  return { score, modelId }
}
