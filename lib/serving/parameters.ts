import { z } from 'zod'
import type { ListingPosition } from '@/lib/database/database'
import type { FILTER_NAMES } from '@/lib/facts/filter-names.mjs'
import { DEFAULT_KIND, KINDS } from '@/lib/facts/kinds'
import { MAX_MARKS, uidsIn } from '@/lib/facts/marks'
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

const limitTo = (most: number, usual: number) =>
  z.coerce
    .number(`must be a whole number from 1 to ${most}`)
    .int(`must be a whole number from 1 to ${most}`)
    .min(1, `must be from 1 to ${most}`)
    .max(most, `must be from 1 to ${most}`)
    .default(usual)

const limit = limitTo(MAX_LIMIT, 24)

const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, `must be one of ${values.join(', ')}`)

const DAMAGED_CURSOR =
  'is damaged: pass the nextCursor of a page as it came, or leave it out for the first page'

const cursor = z.string().refine((value) => decodeCursor(value) !== null, DAMAGED_CURSOR)

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
  limit: limitTo(MAX_SUGGESTIONS, MAX_SUGGESTIONS).describe(
    'How many suggestions at most: of these, at most 6 are models, and 4 of each other kind',
  ),
})

const MOST = 2 ** 31 - 1

/** Empty counts as not given, as of texts. */
const atLeastNought = z
  .string()
  .trim()
  .refine(
    (value) => /^\d{0,10}$/.test(value) && Number(value) <= MOST,
    `must be a whole number from 0 to ${MOST}`,
  )
  .optional()
  .transform((value) => (value ? Number(value) : undefined))

const flag = z
  .enum(['true', 'false', ''], 'must be true or false')
  .optional()
  .transform((value) => value === 'true' || undefined)

/** What look-alikes are asked to be. */
export const filterParameters = z.object({
  category: text(MAX_FILTER_LENGTH).describe('The name of a category that they are in'),
  tag: text(MAX_FILTER_LENGTH).describe('The name of a tag that they have'),
  license: text(MAX_FILTER_LENGTH).describe('The name of their licence'),
  author: text(MAX_FILTER_LENGTH).describe('The name of their author'),
  notAuthor: flag.describe('`true`: not by the author of what they are like'),
  downloadable: flag.describe('`true`: only what can be downloaded from its own page'),
  animated: flag.describe('`true`: only what is animated'),
  minLikes: atLeastNought.describe('The fewest likes'),
  minFaces: atLeastNought.describe('The fewest faces; models whose faces nobody has counted do not pass'),
  maxFaces: atLeastNought.describe('The most faces; likewise'),
} satisfies Record<(typeof FILTER_NAMES)[number], z.ZodType>)

/** Said of a filter that nothing can pass. */
function refuseCrossedBounds({
  value,
  issues,
}: z.core.ParsePayload<Pick<z.infer<typeof filterParameters>, 'minFaces' | 'maxFaces'>>): void {
  const { minFaces, maxFaces } = value
  if (minFaces === undefined || maxFaces === undefined || minFaces <= maxFaces) return
  const message = `must not be more than maxFaces, which is ${maxFaces}`
  issues.push({ code: 'custom', message, path: ['minFaces'], input: value })
}

export const similarParameters = z
  .object({
    kind: oneOf(KINDS).default(DEFAULT_KIND).describe('Why two models are similar'),
    limit: limit.describe('How many similar models at most'),
    ...filterParameters.shape,
  })
  .check(refuseCrossedBounds)
export type SimilarParameters = z.infer<typeof similarParameters>

const marked = z
  .string()
  .optional()
  .transform((list, context) => {
    const uids = uidsIn(list ?? '')
    if (uids.length <= MAX_MARKS) return uids
    context.addIssue(`may name at most ${MAX_MARKS} models, and names ${uids.length}`)
    return z.NEVER
  })

/** Said of marks that contradict one another, or have nothing to be near to. */
function refuseMarks({ value, issues }: z.core.ParsePayload<{ plus: string[]; minus: string[] }>): void {
  const { plus, minus } = value
  const both = plus.find((uid) => minus.includes(uid))
  if (both !== undefined) {
    const message = `must not name what plus names, as it does “${both}”`
    issues.push({ code: 'custom', message, path: ['minus'], input: value })
  }
  if (plus.length > 0) return
  issues.push({ code: 'custom', message: 'must name at least one model', path: ['plus'], input: value })
}

export const markedParameters = z
  .object({
    plus: marked.describe(`The uids of models to be near to, with commas between them: 1 to ${MAX_MARKS}`),
    minus: marked.describe(`The uids of models to be far from, likewise: at most ${MAX_MARKS}`),
    limit: limit.describe('How many models at most'),
    ...filterParameters.shape,
  })
  .check(refuseCrossedBounds)
  .check(refuseMarks)
export type MarkedParameters = z.infer<typeof markedParameters>

export const groupParameters = z.object({
  cursor: z.coerce
    .number(DAMAGED_CURSOR)
    .int()
    .positive()
    .max(MOST)
    .optional()
    .describe('The nextCursor of the page before'),
  limit: limit.describe('How many groups at most'),
})

/** What is asked for by a picture, which has no author. */
export const pictureParameters = z
  .object({
    limit: limit.describe('How many similar models at most'),
    ...filterParameters.omit({ notAuthor: true }).shape,
  })
  .check(refuseCrossedBounds)

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
