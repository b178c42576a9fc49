import { useEffect, useState } from 'react'
import type { SuggestionView } from '@/lib/serving/views'

const PAUSE_MS = 80
/** The catalogue may have changed since. */
const KEPT_MS = 60_000
const KEPT_ANSWERS = 50

const NONE: readonly SuggestionView[] = []

type Answer = { suggestions: readonly SuggestionView[]; until: number }

/** What was suggested lately, by what was typed, the latest last. */
const kept = new Map<string, Answer>()

/**
 * What may be meant by what is being typed. While the answer to the last letter is on its way, the one before stays;
 * where there is none, nothing is suggested, and typing goes on.
 *
 * @param text null where nothing shall be suggested
 */
export function useSuggestions(text: string | null): readonly SuggestionView[] {
  const query = text?.trim() ?? ''
  const [shown, setShown] = useState(NONE)
  if (query === '' && shown !== NONE) setShown(NONE)

  useEffect(() => {
    if (query === '') return
    const asking = new AbortController()
    const known = knownFor(query)
    const pause = setTimeout(
      () => {
        readSuggestions(query, asking.signal).then(
          (suggestions) => setShown(suggestions),
          () => {
            if (!asking.signal.aborted) setShown(NONE)
          },
        )
      },
      known ? 0 : PAUSE_MS,
    )
    return () => {
      clearTimeout(pause)
      asking.abort()
    }
  }, [query])

  return shown
}

function knownFor(query: string): Answer | undefined {
  const answer = kept.get(query)
  return answer && answer.until > Date.now() ? answer : undefined
}

/** @throws Error when the site cannot be reached, has no answer, or the question is overtaken by another */
async function readSuggestions(query: string, signal: AbortSignal): Promise<readonly SuggestionView[]> {
  const known = knownFor(query)
  if (known) return known.suggestions
  const response = await fetch(`/api/suggestions?${new URLSearchParams({ query })}`, { signal })
  if (!response.ok) throw new Error(`The server answered with ${response.status}.`)
  const { suggestions }: { suggestions: SuggestionView[] } = await response.json()
  keep(query, { suggestions, until: Date.now() + KEPT_MS })
  return suggestions
}

function keep(query: string, answer: Answer): void {
  kept.delete(query)
  kept.set(query, answer)
  const [oldest] = kept.keys()
  if (kept.size > KEPT_ANSWERS && oldest !== undefined) kept.delete(oldest)
}
