import { crawlOptionsSchema } from '@/lib/crawling/crawl-options'
import { CRAWL_LABELS, type CrawlField } from '@/lib/facts/crawl-labels'
import { FormError } from './form-answer'

type Filled = (field: CrawlField) => string | undefined
type Options = Record<string, unknown>

/**
 * Reads what is to be crawled: `what` says whether a listing, single models, or news of those that are here. Fields of
 * the other two are passed over, and so are those that were left empty.
 *
 * @throws FormError naming the fields as the form does
 */
export function readCrawlForm(form: URLSearchParams): Options {
  const filled: Filled = (field) => form.get(field)?.trim() || undefined
  const what = form.get('what')
  const read = what === 'models' ? readModels : what === 'update' ? readUpdate : readListing
  const options = Object.fromEntries(
    Object.entries({
      ...read(filled),
      includeAgeRestricted: isChecked(filled('includeAgeRestricted')),
      includeNoai: isChecked(filled('includeNoai')),
    }).filter(([, value]) => value !== undefined),
  )
  const parsed = crawlOptionsSchema.safeParse(options)
  if (parsed.success) return options
  const fields = new Map<string, string[]>()
  for (const { path, message } of parsed.error.issues) {
    const option = String(path[0])
    const field = what === 'update' && option === 'limit' ? 'updateLimit' : option
    fields.set(field, [...(fields.get(field) ?? []), inWordsOfTheForm(message)])
  }
  throw wrong(Object.fromEntries(Array.from(fields, ([field, messages]) => [field, together(messages)])))
}

const isChecked = (value: string | undefined) => (value === undefined ? undefined : true)
const asNumber = (value: string | undefined) => (value === undefined ? undefined : Number(value))

function readListing(filled: Filled): Options {
  return {
    sort: filled('sort'),
    category: filled('category'),
    tag: filled('tag'),
    user: filled('user'),
    likedBy: filled('likedBy'),
    since: filled('since'),
    minLikes: asNumber(filled('minLikes')),
    limit: asNumber(filled('limit')),
    staffPicked: isChecked(filled('staffPicked')),
    downloadable: isChecked(filled('downloadable')),
  }
}

function readModels(filled: Filled): Options {
  const models = filled('models')?.split(/\s+/)
  if (!models) throw wrong({ models: 'names no model yet' })
  // Whoever gives a short address wants it to be followed.
  const isShort = models.some((link) => /\bskfb\.ly\b/i.test(link))
  return { models, resolveShortLinks: isShort || undefined }
}

function readUpdate(filled: Filled): Options {
  const updateDays = filled('updateDays')
  if (updateDays === undefined) throw wrong({ updateDays: 'must be a number, 0 for all' })
  return { updateDays: Number(updateDays), limit: asNumber(filled('updateLimit')) }
}

const MAX_MESSAGES = 3

/** A field that takes many values may have many faults. */
function together(messages: readonly string[]): string {
  const more = messages.length - MAX_MESSAGES
  const shown = messages.slice(0, MAX_MESSAGES).join('; ')
  return more > 0 ? `${shown}; and ${more} more like this` : shown
}

/** Options that are named in a list of others have names that the form does not show. */
function inWordsOfTheForm(message: string): string {
  return message.replace(/(?<=cannot be combined with )[\w, ]+/, (list) =>
    list.replaceAll(/\w+/g, (option) => `“${labelOf(option) ?? option}”`),
  )
}

function labelOf(field: string): string | undefined {
  return Object.entries(CRAWL_LABELS).find(([name]) => name === field)?.[1]
}

function wrong(fields: Record<string, string>): FormError {
  const lines = Object.entries(fields).map(([field, message]) => `${labelOf(field) ?? field}: ${message}.`)
  return new FormError(lines.join('\n'), fields)
}
