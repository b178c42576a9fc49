'use client'

import { useState } from 'react'
import { Tile } from '@/components/models/tile'
import { CameraDrawing } from './camera-drawing'

type Props = {
  /** Null where there is none to show. */
  address: string | null
  /** What is said in its place when it cannot be shown. */
  name: string
  /** In pixels, where that is known before it is there. */
  size?: { width: number; height: number }
}

/** A picture that was given to search by, on its page. */
export function GivenPictureTile({ address, name, size }: Props) {
  const [loaded, setLoaded] = useState(size ?? null)
  const [missing, setMissing] = useState<string | null>(null)
  const { width, height } = loaded ?? { width: 4, height: 3 }
  return (
    <Tile
      isWhole
      picture={{ thumbnailWidth: width, thumbnailHeight: height, thumbnailTint: null, thumbnailFocus: 50 }}
    >
      {address === null || missing === address ? (
        <span className="missing-picture grid justify-items-center gap-3">
          <CameraDrawing className="size-10" />
          <span className="line-clamp-2">{name}</span>
        </span>
      ) : (
        <img
          ref={(image) => {
            if (image?.complete && image.naturalWidth === 0) setMissing(address)
          }}
          src={address}
          alt="The picture that is searched by"
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
            setLoaded({ width: naturalWidth, height: naturalHeight })
          }
          onError={() => setMissing(address)}
        />
      )}
    </Tile>
  )
}
