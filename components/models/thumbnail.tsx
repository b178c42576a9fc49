import type { ModelView } from '@/lib/serving/views'

type Props = { model: ModelView; isMain?: boolean; isEager?: boolean }

/** A model's picture, in the size that it has; the surrounding tile scales it. */
export function Thumbnail({ model, isMain = false, isEager = isMain }: Props) {
  return (
    <img
      src={model.thumbnailUrl}
      width={model.thumbnailWidth}
      height={model.thumbnailHeight}
      alt={model.name}
      loading={isEager ? 'eager' : 'lazy'}
      fetchPriority={isMain ? 'high' : undefined}
      decoding="async"
    />
  )
}

/** Keeps an age-restricted picture blurred until it is asked for. Goes beside the picture, in its tile. */
export function RevealSwitch({ model }: { model: ModelView }) {
  if (!model.ageRestricted) return null
  return (
    <label className="reveal">
      <input type="checkbox" className="sr-only" />
      Show age-restricted <span className="sr-only">picture of {model.name}</span>
    </label>
  )
}
