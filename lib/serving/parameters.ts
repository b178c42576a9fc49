import { z } from 'zod'
import type { FILTER_NAMES } from '@/lib/facts/filter-names.mjs'
import { DEFAULT_KIND, SIMILAR_KINDS } from '@/lib/facts/kinds'
import { MAX_MARKS, uidsIn } from '@/lib/facts/marks'
import type { MIX_NAMES } from '@/lib/facts/mix-names.mjs'
import { DEFAULT_MIX, type Mix } from '@/lib/recommending/blend'
import { type CursorPosition, decodeCursor } from './cursor'
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

/** Said of a cursor that no page has given, after its name. */
export const DAMAGED_CURSOR =
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
      'Default: relevance with a query, fit with a tag and no query, likes without either. By relevance, names come before tags, ' +
        'whole words before beginnings, and what matches as well goes by likes. By fit, the models come first that the published run ' +
        'finds nearest to what has the tag, at most 2,000, then all others by likes; where it knows no place of the tag, or none is ' +
        'asked for, the order is that without fit. Names are sorted whatever their case and accents, and by the value of numbers',
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

/** From 0 to 1, in decimals. Empty counts as not given, as of texts. */
const weight = (name: keyof Mix) =>
  z
    .string()
    .trim()
    .refine((value) => /^(\d*\.?\d+)?$/.test(value) && Number(value) <= 1, 'must be a number from 0 to 1')
    .meta({ type: 'number', minimum: 0, maximum: 1, default: DEFAULT_MIX[name] })
    .optional()
    .transform((value) => (value ? Number(value) : DEFAULT_MIX[name]))

/** How much each kind counts in a blend. */
export const mixParameters = z.object({
  visual: weight('visual').describe(
    'Of a blend: how much it counts what models look like; 0 leaves that out',
  ),
  likes: weight('likes').describe(
    'Of a blend: how much it counts who likes them, likewise. For a model that few like it counts less',
  ),
  tags: weight('tags').describe('Of a blend: how much it counts which tags they have, likewise'),
  popularity: weight('popularity').describe(
    'Of a blend: how much it counts how many like what is found, likewise',
  ),
} satisfies Record<(typeof MIX_NAMES)[number], z.ZodType>)

/** Said of a mix that leaves nothing, after the name of a parameter: popularity only ranks what the kinds find. */
const EMPTY_MIX = 'must not be 0 where likes and tags are: a blend is made of what one of them finds'

/** Whether a mix leaves nothing. */
export function isEmptyMix({ visual, likes, tags }: Mix): boolean {
  return visual === 0 && likes === 0 && tags === 0
}

/** What similar models may be asked for by. */
export const similarKind = oneOf(SIMILAR_KINDS)

export const similarParameters = z
  .object({
    kind: similarKind
      .default(DEFAULT_KIND)
      .describe(
        'Why two models are similar: they look alike, the same people like them, they have tags in common; or all of these as one list',
      ),
    ...mixParameters.shape,
    limit: limit.describe('How many similar models at most'),
    ...filterParameters.shape,
  })
  .check(refuseCrossedBounds)
  .check(({ value, issues }) => {
    if (value.kind === 'blend' && isEmptyMix(value))
      issues.push({ code: 'custom', message: EMPTY_MIX, path: ['visual'], input: value })
  })
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

/** What the order of a listing depends on. */
type Listing = { sort?: ListParameters['sort']; query?: string | undefined; tag?: string | undefined }

/**
 * The place that a cursor stands for, for a listing in a given order.
 *
 * @throws ProblemError 400 when the cursor is of a listing in another order.
 */
export function positionOf(cursor: string | undefined, listing: Listing): CursorPosition | null {
  if (cursor === undefined) return null
  const position = decodeCursor(cursor)
  if (!position || !belongs(position, listing)) throw anotherListing()
  return position
}

/** Said of a cursor that a listing cannot go on from. */
export function anotherListing(): ProblemError {
  return new ProblemError(
    400,
    'cursor belongs to a listing in another order: pass it with the parameters of the page that gave it.',
  )
}

function belongs({ order }: CursorPosition, { sort, query, tag }: Listing): boolean {
  if (order === 'fit') return mayFit({ sort, query, tag })
  // What begins by fit where a run has a place of the tag is by this where it has none.
  const usual = query === undefined ? 'likes' : 'relevance'
  return order === (sort === undefined || sort === 'relevance' || sort === 'fit' ? usual : sort)
}

/** Whether a listing is by fit where a run has a place of its tag. */
export function mayFit({ sort, query, tag }: Listing): boolean {
  return tag !== undefined && (sort === 'fit' || (sort === undefined && query === undefined))
}
