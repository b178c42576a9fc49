import type { Matches } from '@/lib/database/database'
import type { MeantView } from './views'

/**
 * What a search shows besides what its words find as they were typed, in a sentence; null when that is nothing. `hasExact`
 * says whether they find anything by themselves.
 */
export function whatWasMeant({ reading, typed }: Matches): MeantView | null {
  if (!typed) return null
  const { way, count } = typed
  const others = reading.filter((other) => other !== way)
  const corrected = others.find(({ names }) => names.length > 0)
  const some = others.find(({ names }) => names.length === 0)
  if (!corrected && !some) return null
  const hasExact = count > 0
  const isOneWord = way.words.length === 1
  const all = isOneWord || corrected ? `“${way.names[0]}”` : 'all of these words'
  const sentences = [
    `${hasExact ? (count === 1 ? 'One model has' : 'Few models have') : 'No model has'} ${all}.`,
    corrected && `${hasExact ? 'Below' : 'This'} is what “${corrected.names[0]}” finds.`,
    some && `${hasExact || corrected ? 'Last come models with' : 'These have'} ${partsOf(some)}.`,
  ]
  return { sentence: sentences.filter(Boolean).join(' '), hasExact }
}

function partsOf({ words, least }: Matches['reading'][number]): string {
  const quoted = words.map(({ tokens }) => `“${tokens.join('')}”`)
  if (least === words.length) return inWords(quoted, 'and')
  return least === 1 ? inWords(quoted, 'or') : `${least} of ${inWords(quoted, 'and')}`
}

function inWords(parts: readonly string[], conjunction: string): string {
  const last = parts.at(-1) ?? ''
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} ${conjunction} ${last}`
}
