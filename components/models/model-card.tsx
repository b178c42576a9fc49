import { wordsOf } from '@/lib/facts/closeness'
import type { ReactNode } from 'react'
import { HeartButton } from '@/components/hearts/heart-button'
import { MarkButtons } from '@/components/marks/mark-buttons'
import type { CardView } from '@/lib/serving/views'
import { CardReason } from './card-reason'
import { destinationOf, OutArrow, outwards } from './external-link'
import { Fold } from './fold'
import { ModelLink } from './model-link'
import { RevealSwitch, Thumbnail } from './thumbnail'
import { Tile } from './tile'

type Props = {
  card: CardView
  isEager?: boolean
  carried?: string
  /** What stands below. */
  children?: ReactNode
}

/** Longer names may not be seen whole in a card. */
const LONG_NAME = 30

/** A model in a grid: its picture and its name lead to its page, the arrow out to where the model lives. */
export function ModelCard({ card, isEager, carried, children }: Props) {
  const { name, similarity } = card
  const destination = destinationOf(card.url)
  return (
    <li className={card.folded ? 'group pile' : 'group'}>
      <Tile picture={card}>
        <ModelLink card={card} carried={carried} className="block size-full rounded-xl -outline-offset-2">
          <Thumbnail picture={card} isEager={isEager} />
        </ModelLink>
        <RevealSwitch picture={card} />
        <MarkButtons card={card} />
        <HeartButton model={card} />
        {card.folded && <Fold card={card} />}
      </Tile>
      {similarity === undefined ? null : <SimilarityBar similarity={similarity} />}
      <div className="mt-2 flex items-start justify-between gap-1">
        <ModelLink
          card={card}
          carried={carried}
          className="line-clamp-2 min-w-6 py-0.5 leading-snug font-medium wrap-anywhere hover:text-accent"
          title={name.length > LONG_NAME ? name : undefined}
        >
          <bdi>{name}</bdi>
        </ModelLink>
        {destination && (
          <a
            {...outwards(destination)}
            title={destination.label}
            className="-mr-2 grid size-7 shrink-0 place-items-center text-muted hover:text-accent"
          >
            <OutArrow />
            <span className="sr-only">
              {destination.label}: {name} (opens in a new tab)
            </span>
          </a>
        )}
      </div>
      {card.reasons && <CardReason reasons={card.reasons} />}
      <p className="flex flex-wrap justify-between gap-x-3 text-sm wrap-anywhere text-muted">
        <span>
          {card.author && <bdi>{card.author}</bdi>}
          {card.author && card.license && ' · '}
          {card.license}
        </span>
        {similarity === undefined ? null : <SimilarityNote similarity={similarity} />}
      </p>
      {children}
    </li>
  )
}

type Similarity = NonNullable<CardView['similarity']>

/** How close in percent, or where that is not known the share of a cosine that a bar can show: opposite and unrelated are both nothing. */
function percentOf({ closeness, score }: Similarity): number {
  return Math.round(Math.min(1, Math.max(0, closeness ?? score)) * 100)
}

function SimilarityBar({ similarity }: { similarity: Similarity }) {
  return (
    <div
      className="meter mt-2 h-0.5 overflow-hidden rounded-full bg-line forced-color-adjust-none"
      aria-hidden
    >
      <div className="h-full bg-accent" style={{ width: `${percentOf(similarity)}%` }} />
    </div>
  )
}

function SimilarityNote({ similarity }: { similarity: Similarity }) {
  const { band, score } = similarity
  if (band !== null) {
    return (
      <span
        className="whitespace-nowrap text-ink"
        title={`Of one kind with a probability of ${percentOf(similarity)}% (cosine ${score.toFixed(2)})`}
      >
        {wordsOf(band)}
      </span>
    )
  }
  return (
    <span className="tabular-nums">
      {percentOf(similarity)}%<span className="sr-only"> similar</span>
    </span>
  )
}
