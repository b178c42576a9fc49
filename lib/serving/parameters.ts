import { z } from 'zod'
import type { ListingPosition } from '@/lib/db/model-listing'
import { decodeCursor } from './cursor'
import { ProblemError } from './problems'
import { SORTS } from './views'

export const MAX_LIMIT = 100

/** A parameter that is there but empty, as a form sends it, counts as not given. */
const text = z
  .string()
  .trim()
  .max(200, 'must have at most 200 characters')
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
  query: text.describe('Words of the name or the tags; the end of each may be missing'),
  category: text.describe('The name of a category'),
  tag: text.describe('The name of a tag'),
  license: text.describe('The name of a licence'),
  sort: oneOf(SORTS)
    .optional()
    .describe('Default: relevance with a query, likes without. Very common words are sorted by likes'),
  cursor: cursor.optional().describe('The nextCursor of the page before'),
  limit: limit.describe('How many models at most'),
})
export type ListParameters = z.infer<typeof listParameters>

export const similarParameters = z.object({
  kind: oneOf(['visual']).default('visual').describe('Why two models are similar'),
  limit: limit.describe('How many similar models at most'),
})
export type SimilarParameters = z.infer<typeof similarParameters>

/**
 * Reads the query parameters of a request.
 *
 * @throws ProblemError 400 naming each parameter that is wrong, its value and what it must be.
 */
export function parseParameters<Schema extends z.ZodType>(request: Request, schema: Schema): z.infer<Schema> {
  const given = Object.fromEntries(new URL(request.url).searchParams)
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  const wrong = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0])
    return `${name} ${issue.message} (it is “${given[name] ?? ''}”)`
  })
  throw new ProblemError(400, `${[...new Set(wrong)].join('; ')}.`)
}

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

/** A search by relevance that matches too much goes by likes, hence its cursors too. */
function belongs(
  { order }: ListingPosition,
  sort: ListParameters['sort'],
  query: string | undefined,
): boolean {
  const wanted = sort ?? (query === undefined ? 'likes' : 'relevance')
  if (order === 'relevance') return wanted === 'relevance' && query !== undefined
  return order === wanted || (order === 'likes' && wanted === 'relevance')
}
