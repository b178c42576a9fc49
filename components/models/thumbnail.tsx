'use client'

import { useState } from 'react'
import type { CardView } from '@/lib/serving/views'

type Picture = Pick<
  CardView,
  'name' | 'thumbnailUrl' | 'thumbnailWidth' | 'thumbnailHeight' | 'ageRestricted'
>
type Props = { picture: Picture; isMain?: boolean; isEager?: boolean }

/** How far one side is beyond the other before a picture counts as oblong. */
const OBLONG = 1.15

/**
 * A model's picture, in the size that it has; the surrounding tile scales it. When its file cannot be had, its
 * name stands there instead. (Before scripts run, app/globals.css does the same.)
 */
export function Thumbnail({ picture, isMain = false, isEager = isMain }: Props) {
  const { name, thumbnailUrl, thumbnailWidth: width, thumbnailHeight: height } = picture
  const [missingUrl, setMissingUrl] = useState<string | null>(null)
  if (missingUrl === thumbnailUrl) {
    return (
      <span role="img" aria-label={name} className="missing-picture">
        <span aria-hidden>{name}</span>
      </span>
    )
  }
  return (
    <img
      // It may have failed before this script ran: then no event tells.
      ref={(image) => {
        if (image?.complete && image.naturalWidth === 0) setMissingUrl(thumbnailUrl)
      }}
      onError={() => setMissingUrl(thumbnailUrl)}
      src={thumbnailUrl}
      width={width}
      height={height}
      alt={name}
      loading={isEager ? 'eager' : 'lazy'}
      fetchPriority={isMain ? 'high' : undefined}
      decoding="async"
      data-oblong={Math.max(width, height) > OBLONG * Math.min(width, height) || undefined}
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
