import type { CardView } from '@/lib/serving/views'
import { destinationOf, ExternalLink } from './external-link'
import { ModelLink } from './model-link'
import { RevealSwitch, Thumbnail } from './thumbnail'

type Props = { card: CardView; isEager?: boolean }

/** Longer names may not be seen whole in a card. */
const LONG_NAME = 60

/** A model in a grid: the picture leads to its page, the name out to where the model lives. */
export function ModelCard({ card, isEager }: Props) {
  const { similarity } = card
  const destination = destinationOf(card.url)
  const title = card.name.length > LONG_NAME ? card.name : undefined
  return (
    <li>
      <div className="tile">
        <ModelLink card={card}>
          <Thumbnail picture={card} isEager={isEager} />
        </ModelLink>
        <RevealSwitch picture={card} />
      </div>
      {similarity === undefined ? null : <SimilarityBar similarity={similarity} />}
      {destination ? (
        <ExternalLink destination={destination} className="card-name" title={title}>
          <bdi>{card.name}</bdi>
        </ExternalLink>
      ) : (
        <ModelLink card={card} className="card-name" title={title}>
          <bdi>{card.name}</bdi>
        </ModelLink>
      )}
      <p className="card-note">
        <span>
          {card.author && <bdi>{card.author}</bdi>}
          {card.author && card.license && ' · '}
          {card.license}
        </span>
        {similarity === undefined ? null : <SimilarityNote similarity={similarity} />}
      </p>
    </li>
  )
}

/** Share of a cosine that a bar can show: opposite and unrelated are both nothing. */
function percentOf(similarity: number): number {
  return Math.round(Math.min(1, Math.max(0, similarity)) * 100)
}

function SimilarityBar({ similarity }: { similarity: number }) {
  return (
    <div className="meter" aria-hidden>
      <span style={{ width: `${percentOf(similarity)}%` }} />
    </div>
  )
}

function SimilarityNote({ similarity }: { similarity: number }) {
  return (
    <span className="tabular-nums">
      {percentOf(similarity)}%<span className="sr-only"> similar</span>
    </span>
  )
}
