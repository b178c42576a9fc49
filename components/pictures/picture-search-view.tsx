'use client'

import { type ReactNode, useEffect, useEffectEvent, useRef } from 'react'
import { ModelGridSkeleton } from '@/components/models/model-grid-skeleton'
import { ModelName } from '@/components/models/model-name'
import { ModelPageFrame } from '@/components/models/model-page-frame'
import { SimilarHeading } from '@/components/models/similar-heading'
import { BUTTON } from '@/components/ui/looks'
import type { PictureProblem } from './ask-for-similar'
import { ChoosePicture } from './choose-picture'
import { GivenPictureTile } from './given-picture-tile'
import { type PictureSearch, usePictureSearch } from './picture-search'
import { THIS_PICTURE } from './picture-words'

/** A page, or in its place the search by picture that was begun on it. */
export function PictureSearchView({ children }: { children: ReactNode }) {
  const { search, leave } = usePictureSearch()
  return (
    <>
      <div hidden={search !== null}>{children}</div>
      {search && <Searching search={search} leave={leave} />}
    </>
  )
}

type Props = { search: PictureSearch; leave: () => void }

function Searching({ search, leave }: Props) {
  const { shown, name, waitSeconds, problem } = search
  const region = useRef<HTMLElement>(null)
  const onKey = useEffectEvent(({ key, isComposing }: KeyboardEvent) => {
    if (key === 'Escape' && !isComposing) leave()
  })

  useEffect(() => {
    const before = document.activeElement
    document.addEventListener('keydown', onKey)
    return () => {
      document.removeEventListener('keydown', onKey)
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
    }
  }, [])

  // What there is to read, or to do, is in here now.
  useEffect(() => region.current?.focus({ preventScroll: true }), [problem])

  return (
    <section ref={region} tabIndex={-1} aria-label="Search by picture" className="outline-none">
      <ModelPageFrame
        model={
          <>
            <GivenPictureTile key={shown} address={shown} name={name} />
            {!problem && <Reading waitSeconds={waitSeconds} leave={leave} />}
          </>
        }
        similar={
          problem ? (
            <Problem problem={problem} leave={leave} />
          ) : (
            <>
              <SimilarHeading as="p" />
              <ModelGridSkeleton cards={12} />
            </>
          )
        }
      />
    </section>
  )
}

type ReadingProps = Pick<PictureSearch, 'waitSeconds'> & Pick<Props, 'leave'>

function Reading({ waitSeconds, leave }: ReadingProps) {
  return (
    <>
      <ModelName name={THIS_PICTURE} />
      <p role="status" className="mt-3 text-muted">
        {waitSeconds === null
          ? 'Looking at it …'
          : `Many pictures are being looked at. This one is tried again in ${waitSeconds} s.`}
      </p>
      <button type="button" onClick={leave} className={`${BUTTON.quiet} mt-5`}>
        Cancel
      </button>
    </>
  )
}

function Problem({ problem: { title, detail }, leave }: { problem: PictureProblem; leave: () => void }) {
  return (
    <div role="alert" className="max-w-xl">
      <h1 className="text-4xl leading-none sm:text-5xl">{title}</h1>
      <p className="mt-5 text-base/relaxed wrap-anywhere text-muted">{detail}</p>
      <p className="mt-7 flex flex-wrap gap-3">
        <ChoosePicture className={BUTTON.strong}>Choose another picture</ChoosePicture>
        <button type="button" onClick={leave} className={BUTTON.quiet}>
          Back
        </button>
      </p>
    </div>
  )
}
