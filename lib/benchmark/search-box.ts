import type { Connection } from '@/lib/db/connection'
import { countModelsUpTo, listModelIds } from '@/lib/db/model-listing'
import { quantile } from './row'

/**
 * Milliseconds that the database takes for what the search box asks after every letter, at the 95th
 * percentile over words typed letter by letter: a page of results and their count.
 */
export function measureSearchBox(connection: Connection, words: readonly string[]): number {
  const typed = words.flatMap((word) => {
    const letters = [...word]
    return letters.map((_, end) => letters.slice(0, end + 1).join(''))
  })
  const milliseconds = typed.map((query) => {
    const startedAt = performance.now()
    listModelIds(connection, { query }, 'relevance', null, 48)
    countModelsUpTo(connection, { query }, 1_000)
    return performance.now() - startedAt
  })
  return quantile(milliseconds, 0.95)
}
