import type { Database } from '@/lib/database/database'
import { quantile } from './row'

/**
 * Milliseconds that the database takes for what the search box asks after every letter, at the 95th
 * percentile over words typed letter by letter: a page of results, their count, and the
 * counts by category.
 */
export async function measureSearchBox(database: Database, words: readonly string[]): Promise<number> {
  const typed = words.flatMap((word) => {
    const letters = [...word]
    return letters.map((_, end) => letters.slice(0, end + 1).join(''))
  })
  const milliseconds: number[] = []
  for (const query of typed) {
    const startedAt = performance.now()
    const matches = await database.search.matchModels({ query })
    await database.search.listModelIds(matches, 'relevance', null, 48)
    await database.search.countMatchesUpTo(matches, 1_000)
    await database.search.countMatchesByCategory(matches)
    milliseconds.push(performance.now() - startedAt)
  }
  return quantile(milliseconds, 0.95)
}
