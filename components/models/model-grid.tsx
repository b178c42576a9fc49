'use client'

import { Fragment } from 'react'
import type { CardView } from '@/lib/serving/views'
import { firstOfPiles, foldCards } from './fold-cards'
import { ModelCard } from './model-card'

/** About as many as are above the fold on a wide screen. */
const EAGER_CARDS = 12
const EAGER_LOOK_ALIKES = 6

/** Two side by side on a phone, then as many as there is room for. */
export const GRID =
  'grid grid-cols-2 gap-x-4 gap-y-6 sm:grid-cols-[repeat(auto-fill,minmax(11.5rem,1fr))] sm:gap-x-6 sm:gap-y-9'

/** Side by side and on, the last in sight always cut: that there are more is seen. */
const LINE =
  'relative grid snap-x auto-cols-[40%] grid-flow-col gap-x-4 overflow-x-auto scroll-px-1 p-1 [scrollbar-width:thin] *:snap-start @min-[30rem]:auto-cols-[28%] @min-[30rem]:gap-x-6 @min-[50rem]:auto-cols-[21.5%]'

type Props = {
  cards: CardView[]
  isRanked?: boolean
  /** Parameters that go along to the pages of the models. */
  carried?: string
}

/**
 * Models side by side, those that are the same thing folded into one card. Rendered on both sides, so that a page carries what the
 * cards say only once more, as data, and not also all their markup: it is half as long.
 */
export function ModelGrid({ cards, isRanked = false, carried }: Props) {
  return <CardList cards={foldCards(cards)} isRanked={isRanked} carried={carried} />
}

/** Models side by side, each pile of them as it is given. */
export function CardList({ cards, isRanked = false, carried }: Props) {
  const List = isRanked ? 'ol' : 'ul'
  const eager = isRanked ? EAGER_LOOK_ALIKES : EAGER_CARDS
  return (
    <List role="list" className={GRID}>
      {cards.map((card, place) => (
        <Fragment key={card.uid}>
          <ModelCard card={card} isEager={place < eager} carried={carried} />
          {card.folded && <Folded cards={card.folded} name={card.name} carried={carried} />}
        </Fragment>
      ))}
    </List>
  )
}

/** Models in one line, which goes on at its side; of each pile the first alone. */
export function CardLine({ cards, carried }: Pick<Props, 'cards' | 'carried'>) {
  return (
    <div className="@container -m-1">
      <ol role="list" className={LINE}>
        {firstOfPiles(cards).map((card) => (
          <ModelCard key={card.uid} card={card} carried={carried} />
        ))}
      </ol>
    </div>
  )
}

/** Cards that lie behind the one before until they are asked for. */
function Folded({ cards, name, carried }: Props & { name: string }) {
  return (
    <li className="folded">
      <ul role="list" className="contents" aria-label={`The same thing as ${name}`}>
        {cards.map((card) => (
          <ModelCard key={card.uid} card={card} carried={carried} />
        ))}
      </ul>
    </li>
  )
}
