'use client'

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
  return (
    <div className="pt-6 sm:pt-12">
      <h1 className="text-5xl leading-none sm:text-6xl">For you</h1>
      <noscript>
        <p className="mt-6 max-w-xl leading-relaxed text-muted">
          Hearts are kept by your browser, and this page is made from them: both need JavaScript.
        </p>
      </noscript>
      <div className="noscript:hidden">
        {hearts === null ? (
          <div className="mt-10">
            <ModelGridSkeleton cards={SKELETON_CARDS} />
          </div>
        ) : count === 0 ? (
          <NoHearts isShown={isShown} />
        ) : (
          <>
            <p className="mt-4 flex flex-wrap items-baseline gap-x-5 text-muted">
              {count === 1 ? 'By the one model that you like.' : `By the ${count} models that you like.`}
              <button
                type="button"
                onClick={() => [...hearts.liked].forEach((uid) => setOpinion(uid, null))}
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

function NoHearts({ isShown }: { isShown: boolean }) {
  return (
    <div className="mt-6 max-w-xl leading-relaxed text-muted">
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
