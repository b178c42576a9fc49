'use client'

import type { MouseEvent } from 'react'
import { BrowseLink } from '@/components/browse/browse-link'
import { modelPath } from '@/components/models/model-path'
import { UNFOLDS } from '@/components/ui/looks'
import type { CardView } from '@/lib/serving/views'
import { useSetOpinion } from './hearts-settings'

type Props = {
  /** What the catalogue has of what is liked, and of no interest. */
  liked: readonly CardView[]
  disliked: readonly CardView[]
  /** Uids of hearts that it has nothing of any more. */
  gone: readonly string[]
}

/** The hearts that a visitor has given, to look at and to take back. */
export function OwnHearts({ liked, disliked, gone }: Props) {
  const setOpinion = useSetOpinion()
  return (
    <section aria-label="Your hearts" className="mt-6">
      <ul role="list" className="-m-1 flex max-h-40 flex-wrap gap-2.5 overflow-y-auto p-1">
        {liked.map((card) => (
          <Heart key={card.uid} card={card} />
        ))}
      </ul>
      {gone.length > 0 && (
        <p className="mt-3 text-sm text-muted">
          {gone.length === 1
            ? 'One of your hearts is of a model that is no longer here.'
            : `${gone.length} of your hearts are of models that are no longer here.`}{' '}
          <button
            type="button"
            onClick={() => gone.forEach((uid) => setOpinion(uid, null))}
            className="cursor-pointer underline decoration-accent underline-offset-4 hover:text-accent"
          >
            Forget {gone.length === 1 ? 'it' : 'them'}
          </button>
        </p>
      )}
      {disliked.length > 0 && (
        <details className="mt-3">
          <summary className={UNFOLDS}>
            Not interested in {disliked.length} {disliked.length === 1 ? 'model' : 'models'}
          </summary>
          <ul role="list" className="mt-1 space-y-0.5 text-sm">
            {disliked.map(({ uid, name }) => (
              <li key={uid} className="flex flex-wrap gap-x-3 wrap-anywhere">
                <BrowseLink href={modelPath(uid)} className="min-h-6 py-0.5 hover:text-accent">
                  <bdi>{name}</bdi>
                </BrowseLink>
                <button
                  type="button"
                  onClick={(event) => {
                    keepFocus(event)
                    setOpinion(uid, null)
                  }}
                  className="min-h-6 cursor-pointer text-muted hover:text-accent"
                >
                  Take back<span className="sr-only"> that {name} is of no interest</span>
                </button>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

function Heart({ card: { uid, name, thumbnailUrl, ageRestricted } }: { card: CardView }) {
  const setOpinion = useSetOpinion()
  return (
    <li className="group/own relative">
      <BrowseLink
        href={modelPath(uid)}
        title={name}
        className="block size-14 overflow-hidden rounded-lg bg-tile"
      >
        <img
          src={thumbnailUrl}
          alt={name}
          loading="lazy"
          decoding="async"
          className={`size-full object-contain p-0.5 ${ageRestricted ? 'blur-sm' : ''}`}
        />
      </BrowseLink>
      <button
        type="button"
        aria-label={`Take back the heart of ${name}`}
        title="Take back"
        onClick={(event) => {
          keepFocus(event)
          setOpinion(uid, null)
        }}
        className="absolute -top-1 -right-1 grid size-5 cursor-pointer place-items-center rounded-full border border-line bg-ground text-sm leading-none opacity-0 transition-opacity duration-150 group-hover/own:opacity-100 before:absolute before:-inset-0.5 hover:border-accent hover:text-accent focus-visible:opacity-100 pointer-coarse:opacity-100"
      >
        <span aria-hidden>×</span>
      </button>
    </li>
  )
}

/** The row of what is clicked goes away: the keyboard goes on with the next one, or the one before. */
function keepFocus({ currentTarget }: MouseEvent<HTMLButtonElement>): void {
  const row = currentTarget.closest('li')
  const next = row?.nextElementSibling ?? row?.previousElementSibling
  next?.querySelector('button')?.focus({ preventScroll: true })
}
