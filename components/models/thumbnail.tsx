import type { CardView } from '@/lib/serving/views'

type Picture = Pick<
  CardView,
  'name' | 'thumbnailUrl' | 'thumbnailWidth' | 'thumbnailHeight' | 'ageRestricted'
>
type Props = { picture: Picture; isMain?: boolean; isEager?: boolean }

/** A model's picture, in the size that it has; the surrounding tile scales it. */
export function Thumbnail({ picture, isMain = false, isEager = isMain }: Props) {
  return (
    <img
      src={picture.thumbnailUrl}
      width={picture.thumbnailWidth}
      height={picture.thumbnailHeight}
      alt={picture.name}
      loading={isEager ? 'eager' : 'lazy'}
      fetchPriority={isMain ? 'high' : undefined}
      decoding="async"
    />
  )
}

/** Keeps an age-restricted picture blurred until it is asked for. Goes beside the picture, in its tile. */
export function RevealSwitch({ picture }: { picture: Picture }) {
  if (!picture.ageRestricted) return null
  return (
    <label className="reveal">
      <input type="checkbox" className="sr-only" />
      Show age-restricted <span className="sr-only">picture of {picture.name}</span>
    </label>
  )
}
