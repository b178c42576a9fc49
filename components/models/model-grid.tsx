'use client'

import type { CardView } from '@/lib/serving/views'
import { ModelCard } from './model-card'

/** About as many as are above the fold on a wide screen. */
const EAGER_CARDS = 12
const EAGER_LOOK_ALIKES = 6

/** Two side by side on a phone, then as many as there is room for. */
export const GRID =
  'grid grid-cols-2 gap-x-4 gap-y-6 sm:grid-cols-[repeat(auto-fill,minmax(11.5rem,1fr))] sm:gap-x-6 sm:gap-y-9'

type Props = {
  cards: CardView[]
  isRanked?: boolean
  /** Parameters that go along to the pages of the models. */
  carried?: string
}

/**
 * Models side by side. Rendered on both sides, so that a page carries what the cards say only once more,
 * as data, and not also all their markup: it is half as long.
 */
export function ModelGrid({ cards, isRanked = false, carried }: Props) {
  const List = isRanked ? 'ol' : 'ul'
  const eager = isRanked ? EAGER_LOOK_ALIKES : EAGER_CARDS
  return (
    <List role="list" className={GRID}>
      {cards.map((card, place) => (
        <ModelCard key={card.uid} card={card} isEager={place < eager} carried={carried} />
      ))}
    </List>
  )
}
