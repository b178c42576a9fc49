'use client'

import type { CardView } from '@/lib/serving/views'
import { ModelCard } from './model-card'

/** About as many as are above the fold on a wide screen. */
const EAGER_CARDS = 12

type Props = { cards: CardView[]; isRanked?: boolean }

/**
 * Models side by side. Rendered on both sides, so that a page carries what the cards say only once more,
 * as data, and not also all their markup: it is half as long.
 */
export function ModelGrid({ cards, isRanked = false }: Props) {
  const List = isRanked ? 'ol' : 'ul'
  return (
    <List role="list" className="grid-of-models">
      {cards.map((card, place) => (
        <ModelCard key={card.uid} card={card} isEager={!isRanked && place < EAGER_CARDS} />
      ))}
    </List>
  )
}
