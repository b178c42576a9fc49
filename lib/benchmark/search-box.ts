import { countMatchesByCategory } from '@/lib/database/catalogue-overview'
import type { Connection } from '@/lib/database/connection'
import { listModelIds } from '@/lib/database/model-listing'
import { countMatchesUpTo, matchModels } from '@/lib/database/model-matches'
import { quantile } from './row'

/**
 * Milliseconds that the database takes for what the search box asks after every letter, at the 95th
 * percentile over words typed letter by letter: a page of results, their count, and the
 * counts by category.
 */
export function measureSearchBox(connection: Connection, words: readonly string[]): number {
  const typed = words.flatMap((word) => {
    const letters = [...word]
    return letters.map((_, end) => letters.slice(0, end + 1).join(''))
  })
  const milliseconds = typed.map((query) => {
    const startedAt = performance.now()
    const matches = matchModels(connection, { query })
    listModelIds(connection, matches, 'relevance', null, 48)
    countMatchesUpTo(connection, matches, 1_000)
    countMatchesByCategory(connection, matches)
    return performance.now() - startedAt
  })
  return quantile(milliseconds, 0.95)
}
