'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useState } from 'react'
import { CameraDrawing } from './camera-drawing'
import { ChoosePicture } from './choose-picture'
import { usePictureSearch } from './picture-search'

const PICTURE_PAGE = /^\/pictures\/([0-9a-f]{64})$/

/** At the end of the query box: the picture that is searched by, if there is one, and what asks for one. */
export function PictureSlot() {
  const { search, leave } = usePictureSearch()
  const hash = PICTURE_PAGE.exec(usePathname())?.[1]
  const address = search ? search.shown : hash === undefined ? null : `/pictures/${hash}/image`
  return (
    <>
      {address !== null && <PictureChip key={address} address={address} leave={search ? leave : null} />}
      <ChoosePicture
        label="Search by picture"
        className="mr-1.5 grid size-8 shrink-0 place-items-center rounded-full text-muted hover:text-accent"
      >
        <CameraDrawing className="size-5" />
      </ChoosePicture>
    </>
  )
}

/** @param leave what gives the search up while it is under way; afterwards a link leads back to all models */
function PictureChip({ address, leave }: { address: string; leave: (() => void) | null }) {
  const [isMissing, setMissing] = useState(false)
  if (isMissing) return null
  const removes = 'grid size-7 place-items-center rounded-full hover:text-accent'
  return (
    <span className="mr-1 flex shrink-0 items-center rounded-full border border-line bg-tile">
      <img
        // It may have failed before anything here could listen.
        ref={(image) => void (image?.complete && image.naturalWidth === 0 && setMissing(true))}
        src={address}
        alt="The picture that is searched by"
        width={28}
        height={28}
        onError={() => setMissing(true)}
        className="size-7 rounded-full object-cover"
      />
      {leave ? (
        <button
          type="button"
          onClick={leave}
          aria-label="Search without the picture"
          className={`${removes} cursor-pointer`}
        >
          <Cross />
        </button>
      ) : (
        <Link href="/" prefetch={false} aria-label="Search without the picture" className={removes}>
          <Cross />
        </Link>
      )}
    </span>
  )
}

function Cross() {
  return (
    <svg aria-hidden viewBox="0 0 10 10" className="size-2.5 fill-none stroke-current stroke-[1.5]">
      <path d="m1.5 1.5 7 7m0-7-7 7" />
    </svg>
  )
}
