import Link from 'next/link'
import type { ModelView } from '@/lib/serving/views'
import { destinationOf, ExternalLink } from './external-link'
import { modelPath } from './model-path'
import { RevealSwitch, Thumbnail } from './thumbnail'

type Props = { model: ModelView; similarity?: number; isEager?: boolean }

/** A model in a grid: the picture leads to its page, the name out to where the model lives. */
export function ModelCard({ model, similarity, isEager }: Props) {
  const destination = destinationOf(model.url)
  return (
    <li>
      <div className="tile">
        <Link href={modelPath(model.uid)} prefetch={false}>
          <Thumbnail model={model} isEager={isEager} />
        </Link>
        <RevealSwitch model={model} />
      </div>
      {similarity === undefined ? null : <SimilarityBar similarity={similarity} />}
      {destination ? (
        <ExternalLink destination={destination} className="card-name">
          {model.name}
        </ExternalLink>
      ) : (
        <Link href={modelPath(model.uid)} prefetch={false} className="card-name">
          {model.name}
        </Link>
      )}
      <p className="card-note">
        <span>{model.author}</span>
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

export function ModelCardSkeleton() {
  return (
    <li aria-hidden>
      <div className="tile skeleton" />
      <div className="skeleton mt-3 h-4 w-3/4" />
      <div className="skeleton mt-2 h-3 w-1/3" />
    </li>
  )
}
