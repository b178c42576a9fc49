import type { ModelView } from '@/lib/serving/views'
import { destinationOf, ExternalLink } from './external-link'
import { ModelLink } from './model-link'
import { RevealSwitch, Thumbnail } from './thumbnail'

type Props = { model: ModelView; similarity?: number; isEager?: boolean }

/** A model in a grid: the picture leads to its page, the name out to where the model lives. */
export function ModelCard({ model, similarity, isEager }: Props) {
  const destination = destinationOf(model.url)
  return (
    <li>
      <div className="tile">
        <ModelLink uid={model.uid}>
          <Thumbnail model={model} isEager={isEager} />
        </ModelLink>
        <RevealSwitch model={model} />
      </div>
      {similarity === undefined ? null : <SimilarityBar similarity={similarity} />}
      {destination ? (
        <ExternalLink destination={destination} className="card-name">
          {model.name}
        </ExternalLink>
      ) : (
        <ModelLink uid={model.uid} className="card-name">
          {model.name}
        </ModelLink>
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
