'use client'

import { useState } from 'react'
import { BrowseLink } from '@/components/browse/browse-link'
import { ModelGridSkeleton } from '@/components/models/model-grid-skeleton'
import { BUTTON } from '@/components/ui/looks'
import { HeartIcon } from './heart-button'
import { useHeartsSettings, useSetOpinion } from './hearts-settings'
import { useHearts } from './hearts-store'
import { RecommendedModels } from './recommended-models'

const SKELETON_CARDS = 12

/** What a visitor would like by the hearts of this browser, and those hearts. */
export function ForYou() {
  const hearts = useHearts()
  const { isShown, isCollected } = useHeartsSettings()
  const setOpinion = useSetOpinion()
  const count = hearts?.liked.length ?? 0
  const [taken, setTaken] = useState<readonly string[]>([])
  const takeAllBack = (uids: readonly string[]) => {
    setTaken(uids)
    for (const uid of uids) setOpinion(uid, null)
  }
  const giveBack = () => {
    // The latest is the first of them.
    for (const uid of [...taken].reverse()) setOpinion(uid, 'liked')
    setTaken([])
  }
  return (
    <div className="pt-6 sm:pt-12">
      <h1 className="text-5xl leading-none sm:text-6xl">For you</h1>
      <p className="mt-6 hidden max-w-xl leading-relaxed text-muted noscript:block">
        Hearts are kept by your browser, and this page is made from them: both need JavaScript.
      </p>
      <div className="noscript:hidden">
        {hearts === null ? (
          <div className="mt-10">
            <ModelGridSkeleton cards={SKELETON_CARDS} />
          </div>
        ) : count === 0 ? (
          <NoHearts isShown={isShown} onUndo={taken.length > 0 ? giveBack : null} />
        ) : (
          <>
            <p className="mt-4 flex flex-wrap items-baseline gap-x-5 text-muted">
              {count === 1 ? 'By the one model that you like.' : `By the ${count} models that you like.`}
              <button
                type="button"
                onClick={() => takeAllBack(hearts.liked)}
                className="min-h-6 cursor-pointer text-sm hover:text-accent"
              >
                Take all back
              </button>
            </p>
            <RecommendedModels hearts={hearts} />
          </>
        )}
        <Privacy isCollected={isCollected} />
      </div>
    </div>
  )
}

/** @param props.onUndo gives back what was taken back a moment ago; null where nothing was */
function NoHearts({ isShown, onUndo }: { isShown: boolean; onUndo: (() => void) | null }) {
  return (
    <div className="mt-6 max-w-xl leading-relaxed text-muted">
      {onUndo && (
        <p role="status" className="mb-5">
          All hearts are taken back.{' '}
          <button
            // What was pressed is gone.
            autoFocus
            type="button"
            onClick={onUndo}
            className="cursor-pointer text-ink underline decoration-accent underline-offset-4 hover:text-accent"
          >
            Undo
          </button>
        </p>
      )}
      {isShown ? (
        <p>
          Nothing has a heart yet. Each picture has one in its corner (
          <HeartIcon className="inline size-4 align-[-0.2em] text-accent" />
          ): give it to what you like, and this page finds more of that.
        </p>
      ) : (
        <p>Nothing has a heart: this site does not recommend by likes yet.</p>
      )}
      <p className="mt-6">
        <BrowseLink href="/" className={`${BUTTON.plain} text-ink`}>
          Look around
        </BrowseLink>
      </p>
    </div>
  )
}

/** What is kept where. */
function Privacy({ isCollected }: { isCollected: boolean }) {
  return (
    <p className="mt-14 max-w-2xl border-t border-line pt-4 text-sm leading-relaxed text-muted">
      {isCollected
        ? 'Your hearts are kept in this browser. This site also stores which models they are of, under a hash of a random number of this browser and without a name or an address, to learn what is liked together; what you take back is removed there, too. What it recommends by is not kept.'
        : 'Your hearts are kept in this browser, and nowhere else. The server is told of them when this page is made, and keeps nothing.'}
    </p>
  )
}
