'use client'

import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { GRID } from '@/components/models/model-grid'
import { ModelGridSkeleton } from '@/components/models/model-grid-skeleton'
import { BUTTON, RESULTS } from '@/components/ui/looks'
import { MAX_HEARTS } from '@/lib/facts/hearts'
import { askForRecommendations, type Problem, type Recommendations } from './ask-for-recommendations'
import { type Hearts, isSameOpinion } from './hearts'
import { OwnHearts } from './own-hearts'
import { RecommendedCard } from './recommended-card'

/** About as many as are above the fold on a wide screen. */
const EAGER_CARDS = 6
const SKELETON_CARDS = 12

type Found = Recommendations & { asked: Hearts }

/** What somebody with these hearts is recommended, or why that is nothing. */
export function RecommendedModels({ hearts }: { hearts: Hearts }) {
  const [found, setFound] = useState<Found | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [isAsking, setIsAsking] = useState(true)
  const asking = useRef<AbortController>(null)
  const results = useRef<HTMLElement>(null)

  async function ask(asked: Hearts): Promise<void> {
    asking.current?.abort()
    const { signal } = (asking.current = new AbortController())
    try {
      const outcome = await askForRecommendations(asked, signal)
      if (signal.aborted) return
      // What was found before stays in sight when it cannot be asked anew.
      if (outcome.kind === 'found') setFound({ ...outcome, asked })
      setProblem(outcome.kind === 'problem' ? outcome : null)
      setIsAsking(false)
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }

  async function askAnew(): Promise<void> {
    setIsAsking(true)
    await ask(hearts)
    // The button that was pressed is gone.
    if (document.activeElement === document.body) results.current?.focus({ preventScroll: true })
  }
  const askAgain = () => void askAnew()

  const askFirst = useEffectEvent(() => void ask(hearts))
  useEffect(() => {
    askFirst()
    return () => asking.current?.abort()
  }, [])

  const retry = problem && <ProblemNote problem={problem} isAsking={isAsking} onRetry={askAgain} />
  if (found === null) {
    if (retry) return retry
    return (
      <div className="mt-10">
        <p role="status" className="sr-only">
          Looking for what you would like …
        </p>
        <ModelGridSkeleton cards={SKELETON_CARDS} />
      </div>
    )
  }
  const { asked, liked, disliked, recommendations } = found
  const known = new Set([...liked, ...disliked].map(({ uid }) => uid))
  const isAsked = new Set([...asked.liked.slice(0, MAX_HEARTS), ...asked.disliked.slice(0, MAX_HEARTS)])
  const cards = new Map(
    [...recommendations.map(({ card }) => card), ...liked, ...disliked].map((card) => [card.uid, card]),
  )
  const cardsOf = (uids: readonly string[]) => uids.flatMap((uid) => cards.get(uid) ?? [])
  return (
    <>
      <OwnHearts
        liked={cardsOf(hearts.liked)}
        disliked={cardsOf(hearts.disliked)}
        gone={[...hearts.liked, ...hearts.disliked].filter((uid) => isAsked.has(uid) && !known.has(uid))}
      />
      {hearts.liked.length > MAX_HEARTS && (
        <p className="mt-3 text-sm text-muted">
          Of your {hearts.liked.length} hearts the latest {MAX_HEARTS} count.
        </p>
      )}
      {isAsking && <span hidden data-waiting />}
      {retry}
      <div role="status" className="sticky top-3 z-3 mt-3 flex h-0 justify-center">
        {!problem && !isSameOpinion(asked, hearts) && (
          <button
            type="button"
            disabled={isAsking}
            onClick={askAgain}
            className={`${BUTTON.strong} h-fit disabled:opacity-100!`}
          >
            {isAsking ? 'Looking …' : 'Your hearts have changed: recommend anew'}
          </button>
        )}
      </div>
      <section
        ref={results}
        tabIndex={-1}
        aria-label="Recommendations"
        className={`${RESULTS} mt-13 outline-none`}
      >
        {recommendations.length === 0 ? (
          <p className="max-w-xl text-muted">
            {liked.length === 0
              ? 'None of what you like is here any more. Give something else a heart.'
              : 'Nothing can be told by these hearts yet: what you like came after the catalogue was last compared, or nothing is like it. Give something else a heart.'}
          </p>
        ) : (
          <ol role="list" className={GRID}>
            {recommendations.map((recommended, place) => (
              <RecommendedCard
                key={recommended.card.uid}
                recommended={recommended}
                isEager={place < EAGER_CARDS}
                isDisliked={hearts.disliked.includes(recommended.card.uid)}
              />
            ))}
          </ol>
        )}
      </section>
    </>
  )
}

type ProblemProps = { problem: Problem; isAsking: boolean; onRetry: () => void }

function ProblemNote({ problem: { title, detail }, isAsking, onRetry }: ProblemProps) {
  return (
    <div role="alert" className="mt-10 max-w-xl">
      <h2 className="text-3xl">{title}</h2>
      <p className="mt-4 leading-relaxed wrap-anywhere text-muted">{detail}</p>
      <p className="mt-6">
        <button type="button" disabled={isAsking} onClick={onRetry} className={BUTTON.strong}>
          Try again
        </button>
      </p>
    </div>
  )
}
