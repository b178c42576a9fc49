'use client'

import Link from 'next/link'
import { useEffect, useState } from 'react'
import { usePathname } from 'next/navigation'
import { BUTTON, LONE_LINK } from '@/components/ui/looks'
import { lineOf, SignIcon } from './mark-buttons'
import { countOf, MARKED_PATH, marksQuery, NO_MARKS, type Sign, withoutMark } from './marks-in-address'
import { askForMarks, type MarkedCard, markedCard, useMarks } from './marks-store'

/** What is marked, at the bottom of the window on every page as long as anything is. */
export function MarksTray() {
  const marks = useMarks()
  const isShown = usePathname() === MARKED_PATH
  const cards = useCards([...marks.plus, ...marks.minus])
  if (countOf(marks) === 0) return null
  return (
    <>
      <div aria-hidden className="h-24 print:hidden" />
      <aside
        aria-label="Marked models"
        className="fixed inset-x-0 bottom-0 z-4 border-t border-line bg-ground pb-[env(safe-area-inset-bottom)] print:hidden"
      >
        <div className="mx-auto flex max-w-360 items-center gap-x-5 gap-y-2 px-5 py-3 sm:px-10">
          <div className="flex min-w-0 grow gap-4 overflow-x-auto py-1 [scrollbar-width:none]">
            {(['plus', 'minus'] as const).map((sign) => (
              <Row key={sign} sign={sign} uids={marks[sign]} cards={cards} />
            ))}
          </div>
          <button
            type="button"
            onClick={() => askForMarks(NO_MARKS)}
            className={`${LONE_LINK} shrink-0 cursor-pointer text-sm text-muted`}
          >
            Clear all
          </button>
          {!isShown && marks.plus.length > 0 && (
            <Link
              href={`${MARKED_PATH}?${marksQuery(marks)}`}
              prefetch={false}
              className={`${BUTTON.strong} shrink-0`}
            >
              Show
            </Link>
          )}
        </div>
      </aside>
    </>
  )
}

const NAMES: Record<Sign, string> = { plus: 'More like', minus: 'Less like' }

type RowProps = { sign: Sign; uids: readonly string[]; cards: ReadonlyMap<string, MarkedCard> }

function Row({ sign, uids, cards }: RowProps) {
  const { plus, minus } = useMarks()
  const shown = uids.flatMap((uid) => cards.get(uid) ?? [])
  if (shown.length === 0) return null
  return (
    <div className="flex items-center gap-2">
      <span className="grid size-6 shrink-0 place-items-center text-muted">
        <SignIcon line={lineOf(sign)} />
      </span>
      <ul role="list" aria-label={NAMES[sign]} className="flex gap-2">
        {shown.map(({ uid, name, thumbnailUrl }) => (
          <li key={uid}>
            <button
              type="button"
              aria-label={`Remove ${name}`}
              title={`Remove ${name}`}
              onClick={() => askForMarks(withoutMark({ plus, minus }, uid))}
              className="group/mark relative block size-12 cursor-pointer overflow-hidden rounded-lg bg-tile"
            >
              <img src={thumbnailUrl} alt="" className="size-full object-contain p-0.5" />
              <span
                aria-hidden
                className="absolute inset-0 grid place-items-center bg-veil text-xl text-white opacity-0 transition-opacity duration-150 group-hover/mark:opacity-100 group-focus-visible/mark:opacity-100"
              >
                ×
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** What is known of models, as it comes. */
function useCards(uids: readonly string[]): ReadonlyMap<string, MarkedCard> {
  const [cards, setCards] = useState<ReadonlyMap<string, MarkedCard>>(new Map())
  const wanted = uids.join(',')
  useEffect(() => {
    let isWanted = true
    void Promise.all(
      wanted.split(',').map((uid) => (uid === '' ? null : markedCard(uid).catch(() => null))),
    ).then((found) => {
      if (isWanted) setCards(new Map(found.flatMap((card) => (card ? [[card.uid, card]] : []))))
    })
    return () => {
      isWanted = false
    }
  }, [wanted])
  return cards
}
