import { z } from 'zod'
import { parseSketchfabLink, type SketchfabLink } from '@/lib/catalogue/sketchfab-link'

const slug = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}._-]{1,100}$/u, 'must be letters, digits, dots, hyphens and underscores')

const wholeNumber = (least: number, most: number) => {
  const words = `must be a whole number from ${least} to ${most}`
  return z.int(words).min(least, words).max(most, words)
}

const link = z.string().transform((text, context): SketchfabLink => {
  const parsed = parseSketchfabLink(text)
  if (parsed) return parsed
  context.addIssue(`“${text}” is neither a uid of Sketchfab nor the address of one of its models`)
  return z.NEVER
})

/** The most models that anybody may ask for. */
export const MAX_MODELS = 1_000_000

/** How many models of a listing are taken when nobody says. */
export const DEFAULT_LISTING_LIMIT = 1_000

/** The most requests a second that anybody may ask for. */
export const MAX_RATE = 20

/**
 * What a crawl is asked for: a listing and how much of it, or models one by one, or those of the catalogue that were
 * not looked at for so long. Parsed alike from the command line, a form and the HTTP API.
 */
export const crawlOptionsSchema = z
  .strictObject({
    sort: z.enum(['likes', 'views', 'recent']).default('likes'),
    category: slug.optional(),
    tag: slug.optional(),
    user: slug.optional(),
    likedBy: slug.optional(),
    staffPicked: z.boolean().default(false),
    downloadable: z.boolean().default(false),
    since: z.iso.date('must be a day, YYYY-MM-DD').optional(),
    minLikes: wholeNumber(0, 1_000_000_000).default(0),
    /** By default 1000 of a listing, and all that an update has to look at. */
    limit: wholeNumber(1, MAX_MODELS).optional(),
    models: z.array(link).max(10_000, 'must be 10000 at most').default([]),
    /** Refreshes what was not looked at for so many days, instead of a listing. */
    updateDays: z
      .number('must be a number from 0 to 36500')
      .nonnegative('must be a number from 0 to 36500')
      .max(36_500, 'must be a number from 0 to 36500')
      .optional(),
    includeAgeRestricted: z.boolean().default(false),
    includeNoai: z.boolean().default(false),
    restart: z.boolean().default(false),
    resolveShortLinks: z.boolean().default(false),
    /** Requests a second. */
    rate: z.number().positive().max(MAX_RATE).default(4),
    /** Requests under way at once. */
    concurrency: wholeNumber(1, 8).default(4),
    maxRequests: wholeNumber(1, 1_000_000).default(10_000),
  })
  .superRefine((options, context) => {
    const refuse = (name: string, message: string) =>
      context.addIssue({ code: 'custom', path: [name], message })
    const filters = (['category', 'tag', 'user', 'since', 'staffPicked', 'downloadable'] as const).filter(
      (name) => options[name],
    )
    if (options.likedBy !== undefined && filters.length > 0) {
      refuse(
        'likedBy',
        `cannot be combined with ${filters.join(', ')}: Sketchfab would pass over one of them`,
      )
    }
    if (options.models.length > 0 && options.updateDays !== undefined) {
      refuse('updateDays', 'cannot be combined with single models')
    }
    if (!options.resolveShortLinks && options.models.some(({ kind }) => kind === 'short')) {
      refuse('resolveShortLinks', 'must be set: only skfb.ly itself knows where its addresses lead')
    }
  })

export type CrawlOptions = z.infer<typeof crawlOptionsSchema>
/** The same as they are written, before anything is parsed or filled in. */
export type CrawlOptionsInput = z.input<typeof crawlOptionsSchema>
