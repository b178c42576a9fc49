'use client'

import { useEffect, useRef } from 'react'
import { BrowseLink } from '@/components/browse/browse-link'
import { ModelCard } from '@/components/models/model-card'
import { modelPath } from '@/components/models/model-path'
import { BUTTON, SMALL_BUTTON } from '@/components/ui/looks'
import type { Recommendation } from './ask-for-recommendations'
import { useSetOpinion } from './hearts-settings'

/** More names make no line. */
const NAMED = 2

type Props = {
  recommended: Recommendation
  isEager: boolean
  /** Whether its place says that it is of no interest. */
  isDisliked: boolean
}

/** A model that is recommended, because of what, and what says that it is of no interest. */
export function RecommendedCard({ recommended, isEager, isDisliked }: Props) {
  const { card, isByLooks, because } = recommended
  const setOpinion = useSetOpinion()
  const button = useKeptFocus(isDisliked)
  if (isDisliked) {
    return (
      <li className="flex flex-col">
        <div className="grid aspect-4/3 place-content-center justify-items-center gap-3 rounded-xl border border-dashed border-line p-3 text-center text-sm text-muted">
          Not interested
          <button
            ref={button}
            type="button"
            onClick={() => setOpinion(card.uid, null)}
            className={`${BUTTON.quiet} ${SMALL_BUTTON} text-ink`}
          >
            Undo<span className="sr-only">: {card.name}</span>
          </button>
        </div>
      </li>
    )
  }
  return (
    <ModelCard card={card} isEager={isEager}>
      {because.length > 0 && (
        <p className="mt-1 text-sm wrap-anywhere text-muted">
          {isByLooks ? 'Looks like ' : 'Because you liked '}
          {because.slice(0, NAMED).map(({ uid, name }, place) => (
            <span key={uid}>
              {place > 0 && ' and '}
              <BrowseLink
                href={modelPath(uid)}
                className="text-ink underline decoration-line underline-offset-4 hover:text-accent hover:decoration-accent"
              >
                <bdi>{name}</bdi>
              </BrowseLink>
            </span>
          ))}
        </p>
      )}
      <button
        ref={button}
        type="button"
        onClick={() => setOpinion(card.uid, 'disliked')}
        className="min-h-6 cursor-pointer py-0.5 text-sm text-muted hover:text-accent print:hidden"
      >
        Not interested<span className="sr-only"> in {card.name}</span>
      </button>
    </ModelCard>
  )
}

/** One button takes the place of the other, and the focus that it had. */
function useKeptFocus(isDisliked: boolean) {
  const button = useRef<HTMLButtonElement>(null)
  const before = useRef(isDisliked)
  useEffect(() => {
    if (before.current === isDisliked) return
    before.current = isDisliked
    // Another tab may have done it.
    if (document.activeElement === document.body) button.current?.focus({ preventScroll: true })
  }, [isDisliked])
  return button
}
