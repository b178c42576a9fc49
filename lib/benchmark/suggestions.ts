import type { Database } from '@/lib/database/database'
import { quantile } from './row'

/**
 * Milliseconds that the database takes for what is suggested after every letter, at the 95th percentile over words typed letter
 * by letter, and typed so again with a letter in the middle left out.
 */
export async function measureSuggestions(
  { search, catalogue }: Database,
  words: readonly string[],
): Promise<number> {
  const milliseconds: number[] = []
  for (const query of words.flatMap((word) => [...beginningsOf(word), ...beginningsOf(misspelt(word))])) {
    const startedAt = performance.now()
    const suggestions = await search.suggest(await search.matchModels({ query }), { models: 6, names: 4 })
    await catalogue.readListedModels(suggestions.flatMap((one) => (one.kind === 'model' ? one.id : [])))
    milliseconds.push(performance.now() - startedAt)
  }
  return quantile(milliseconds, 0.95)
}

function beginningsOf(word: string): string[] {
  const letters = [...word]
  return letters.map((_, end) => letters.slice(0, end + 1).join(''))
}

function misspelt(word: string): string {
  const letters = [...word]
  return letters.toSpliced(Math.floor(letters.length / 2), 1).join('')
}
