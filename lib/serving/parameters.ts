import { z } from 'zod'
import type { ListingPosition } from '@/lib/database/database'
import { DEFAULT_KIND, KINDS } from '@/lib/facts/kinds'
import { decodeCursor } from './cursor'
import { ProblemError } from '@/lib/http/problem'
import { SORTS } from './views'

export const MAX_LIMIT = 100

/** How many characters may be searched for. */
export const MAX_QUERY_LENGTH = 200

/** As long as the name of a category, tag, licence or author gets. */
export const MAX_FILTER_LENGTH = 300

/**
 * A parameter that is there but empty, as a form sends it, counts as not given. Characters are what Unicode counts, not
 * what JavaScript does: an emoji is one.
 */
const text = (longest: number) =>
  z
    .string()
    .trim()
    .refine((value) => [...value].length <= longest, `must have at most ${longest} characters`)
    .meta({ maxLength: longest })
    .optional()
    .transform((value) => value || undefined)

const limit = z.coerce
  .number(`must be a whole number from 1 to ${MAX_LIMIT}`)
  .int(`must be a whole number from 1 to ${MAX_LIMIT}`)
  .min(1, `must be from 1 to ${MAX_LIMIT}`)
  .max(MAX_LIMIT, `must be from 1 to ${MAX_LIMIT}`)
  .default(24)

const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, `must be one of ${values.join(', ')}`)

const cursor = z.string().refine((value) => decodeCursor(value) !== null, {
  message: 'is damaged: pass the nextCursor of a page as it came, or leave it out for the first page',
})

export const listParameters = z.object({
  query: text(MAX_QUERY_LENGTH).describe(
    'Words of the name or the tags, whatever their case and accents; the end of each may be missing. Of many words the longest ' +
      'count. Where they find little, words that are spelt like them are looked for, then some of the words',
  ),
  exact: oneOf(['true'])
    .optional()
    .transform((value) => (value === undefined ? undefined : true))
    .describe('Only what has all words as they are written'),
  category: text(MAX_FILTER_LENGTH).describe('The name of a category'),
  tag: text(MAX_FILTER_LENGTH).describe('The name of a tag'),
  license: text(MAX_FILTER_LENGTH).describe('The name of a licence'),
  author: text(MAX_FILTER_LENGTH).describe('The name of an author'),
  sort: oneOf(SORTS)
    .optional()
    .describe(
      'Default: relevance with a query, likes without. By relevance, names come before tags, whole words before ' +
        'beginnings, and what matches as well goes by likes. Names are sorted whatever their case and accents, and by ' +
        'the value of numbers',
    ),
  cursor: cursor.optional().describe('The nextCursor of the page before'),
  limit: limit.describe('How many models at most'),
})
export type ListParameters = z.infer<typeof listParameters>

/** How many of everything are suggested when nobody asks for fewer. */
export const MAX_SUGGESTIONS = 18

export const suggestionParameters = z.object({
  query: text(MAX_QUERY_LENGTH).describe('What has been typed so far; nothing suggests nothing'),
  limit: z.coerce
    .number(`must be a whole number from 1 to ${MAX_SUGGESTIONS}`)
    .int(`must be a whole number from 1 to ${MAX_SUGGESTIONS}`)
    .min(1, `must be from 1 to ${MAX_SUGGESTIONS}`)
    .max(MAX_SUGGESTIONS, `must be from 1 to ${MAX_SUGGESTIONS}`)
    .default(MAX_SUGGESTIONS)
    .describe('How many suggestions at most: of these, at most 6 are models, and 4 of each other kind'),
})

export const similarParameters = z.object({
  kind: oneOf(KINDS).default(DEFAULT_KIND).describe('Why two models are similar'),
  limit: limit.describe('How many similar models at most'),
})
export type SimilarParameters = z.infer<typeof similarParameters>

/** The part of an address that names a model. */
export const modelParts = z.object({ uid: z.string().describe('The public id of a model') })

/**
 * The place that a cursor stands for, for a listing in a given order.
 *
 * @throws ProblemError 400 when the cursor is of a listing in another order.
 */
export function positionOf(
  cursor: string | undefined,
  sort: ListParameters['sort'],
  query: string | undefined,
) {
  if (cursor === undefined) return null
  const position = decodeCursor(cursor)
  if (!position || !belongs(position, sort, query)) {
    throw new ProblemError(
      400,
      'cursor belongs to a listing in another order: pass it with the parameters of the page that gave it.',
    )
  }
  return position
}

function belongs(
  { order }: ListingPosition,
  sort: ListParameters['sort'],
  query: string | undefined,
): boolean {
  const wanted = sort ?? 'relevance'
  return order === (wanted === 'relevance' && query === undefined ? 'likes' : wanted)
}
