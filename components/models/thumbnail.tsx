'use client'

import { useState } from 'react'
import type { CardView } from '@/lib/serving/views'

type Picture = Pick<
  CardView,
  | 'name'
  | 'thumbnailUrl'
  | 'thumbnailWidth'
  | 'thumbnailHeight'
  | 'thumbnailTint'
  | 'thumbnailFocus'
  | 'ageRestricted'
>
type Props = { picture: Picture; isMain?: boolean; isEager?: boolean }

/** The longer side of small pictures, in pixels, as lib/thumbnails/page-image.ts makes them. */
const SMALL_SIDE = 256
/** How far a picture of few pixels is enlarged on its own page before it would look soft. */
const MAX_ENLARGEMENT = 2

/** How wide pictures are on the page: alone, and in a grid of two on a phone or of tiles of about one width. */
const SIZES = {
  main: '(min-width: 64rem) 34vw, 100vw',
  tile: '(min-width: 40rem) 15rem, 50vw',
}

/**
 * A model's picture; the surrounding tile scales it. When its file cannot be had, its name stands there instead.
 * (Before scripts run, app/globals.css does the same.)
 */
export function Thumbnail({ picture, isMain = false, isEager = isMain }: Props) {
  const { name, thumbnailWidth: width, thumbnailHeight: height, thumbnailFocus: focus } = picture
  const { src, srcSet } = addressesOf(picture)
  const [missing, setMissing] = useState<string | null>(null)
  if (missing === src) {
    return (
      <span role="img" aria-label={name} className="missing-picture">
        {name}
      </span>
    )
  }
  return (
    <img
      // It may have failed before this script ran: then no event tells.
      ref={(image) => {
        if (image?.complete && image.naturalWidth === 0) setMissing(src)
      }}
      onError={() => setMissing(src)}
      src={src}
      srcSet={srcSet}
      sizes={srcSet && SIZES[isMain ? 'main' : 'tile']}
      width={width}
      height={height}
      alt={name}
      loading={isEager ? 'eager' : 'lazy'}
      fetchPriority={isMain ? 'high' : undefined}
      decoding="async"
      style={
        isMain
          ? { maxWidth: width * MAX_ENLARGEMENT, maxHeight: height * MAX_ENLARGEMENT }
          : { objectPosition: focus === null ? undefined : `${focus}% ${focus}%` }
      }
    />
  )
}

type Stored = Pick<
  CardView,
  'thumbnailUrl' | 'thumbnailWidth' | 'thumbnailHeight' | 'thumbnailTint' | 'thumbnailFocus'
>

/** What an older version has stored has one size, and is in browsers' caches under its bare address. */
export function addressesOf(picture: Stored): { src: string; srcSet?: string } {
  const { thumbnailUrl, thumbnailWidth: width, thumbnailHeight: height } = picture
  if (picture.thumbnailTint === null && picture.thumbnailFocus === null) return { src: thumbnailUrl }
  const src = `${thumbnailUrl}?size=large`
  const share = SMALL_SIDE / Math.max(width, height)
  if (share >= 1) return { src }
  return { src, srcSet: `${thumbnailUrl}?size=small ${Math.round(width * share)}w, ${src} ${width}w` }
}

/** Keeps an age-restricted picture blurred until it is asked for. Goes beside the picture, in its tile. */
export function RevealSwitch({ picture }: { picture: Picture }) {
  if (!picture.ageRestricted) return null
  return (
    <label className="reveal absolute inset-x-0 bottom-3 mx-auto w-fit cursor-pointer rounded-full bg-ink px-3 py-1 text-xs text-tint outline-offset-2 outline-accent has-focus-visible:outline-2 has-checked:opacity-0 hover:has-checked:opacity-100 has-[:checked:focus-visible]:opacity-100">
      <input type="checkbox" className="sr-only" />
      Show age-restricted <span className="sr-only">picture of {picture.name}</span>
    </label>
  )
}
