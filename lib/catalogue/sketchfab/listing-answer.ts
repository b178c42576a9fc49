import { z } from 'zod'
import { cutText } from '@/lib/text/cut-text'
import { oneLine } from '../one-line'
import { parseBoundedJson, UnreadableAnswerError } from './bounded-json'
import type { SketchfabModel } from '@/lib/facts/described-model'
import { toSketchfabModel } from './model-answer'

export type RefusedItem = { uid: string | null; reason: string }

export type Listing = {
  models: SketchfabModel[]
  /** Items that are not models as the API describes them. */
  refused: RefusedItem[]
  /** The address of the next page as the API gives it; null on the last. */
  next: string | null
}

/** The API gives 24 at the most; so many more would be no listing of its. */
const MOST_ITEMS = 200

const listingSchema = z.object({
  results: z.array(z.unknown()).max(MOST_ITEMS),
  next: z.string().max(4_000).nullish(),
})

/**
 * Reads one page of a listing of models. An item that cannot be read is refused and spoils no other.
 *
 * @throws UnreadableAnswerError when the page as a whole is not one.
 */
export function parseListingAnswer(body: Buffer): Listing {
  const parsed = listingSchema.safeParse(parseBoundedJson(body))
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`)
    throw new UnreadableAnswerError(`the answer is not a page of models (${wrong.join('; ')})`)
  }
  const listing: Listing = { models: [], refused: [], next: parsed.data.next || null }
  for (const item of parsed.data.results) {
    try {
      listing.models.push(toSketchfabModel(item))
    } catch (error) {
      if (!(error instanceof UnreadableAnswerError)) throw error
      listing.refused.push({ uid: uidOf(item), reason: error.message })
    }
  }
  return listing
}

function uidOf(item: unknown): string | null {
  const named = z.object({ uid: z.string() }).safeParse(item)
  return named.success ? cutText(oneLine(named.data.uid), 60) : null
}
