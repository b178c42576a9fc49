import type { CrawlView } from '@/lib/admin/views'

const OPTION_WORDS: Record<string, (value: unknown) => string | null> = {
  sort: (value) => (value === 'likes' ? null : value === 'views' ? 'most viewed first' : 'newest first'),
  category: (value) => `category ${value}`,
  tag: (value) => `tagged ${value}`,
  user: (value) => `by ${value}`,
  likedBy: (value) => `liked by ${value}`,
  staffPicked: (value) => (value === true ? 'staff-picked' : null),
  downloadable: (value) => (value === true ? 'downloadable' : null),
  since: (value) => `published since ${value}`,
  minLikes: (value) => (value === 0 ? null : `with ${value} likes or more`),
  limit: (value) => `up to ${Number(value).toLocaleString('en')}`,
  models: (value) =>
    Array.isArray(value) && value.length > 0
      ? `${value.length} single ${value.length === 1 ? 'model' : 'models'}`
      : null,
  updateDays: (value) => `what was not looked at for ${value} days`,
  includeAgeRestricted: (value) => (value === true ? 'age-restricted too' : null),
  includeNoai: (value) => (value === true ? 'tagged noai too' : null),
  restart: (value) => (value === true ? 'from the beginning' : null),
}

/** What a crawl was asked for, in words. */
export function optionsInWords(options: CrawlView['options']): string {
  const words = Object.entries(OPTION_WORDS).flatMap(([name, inWords]) => {
    const value = options[name]
    return value === undefined || value === null ? [] : (inWords(value) ?? [])
  })
  return words.length === 0 ? 'the most liked models' : words.join(', ')
}
