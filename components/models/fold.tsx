import type { CardView } from '@/lib/serving/views'
import { FoldArrow } from './fold-arrow'

/**
 * What unfolds a pile of cards: it says how many lie behind the first. They follow on it in the list, and app/globals.css shows them
 * while it is open, so that this works before any script.
 */
export function Fold({ card: { name, folded = [] } }: { card: CardView }) {
  return (
    <details className="fold absolute right-2 bottom-2">
      <summary className="flex h-8 min-w-8 cursor-pointer list-none items-center justify-center gap-1 rounded-full border border-line bg-raised px-2.5 text-sm font-medium text-ink tabular-nums transition-colors duration-150 hover:border-accent hover:text-accent [&::-webkit-details-marker]:hidden">
        <span>
          +{folded.length}
          <span className="sr-only"> of the same thing as {name}</span>
        </span>
        <FoldArrow className="fold-arrow" />
      </summary>
    </details>
  )
}
