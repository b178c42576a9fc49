'use client'

import type { CardView } from '@/lib/serving/views'
import { type Sign, toggled } from './marks-in-address'
import { askForMarks, useMarks } from './marks-store'

const SIGNS = [
  { sign: 'plus', words: 'More like', line: 'M3 8h10M8 3v10' },
  { sign: 'minus', words: 'Less like', line: 'M3 8h10' },
] as const

/** Marks a model with a plus or a minus. Beside its picture, in its tile: in a corner, where pictures have their edges. */
export function MarkButtons({ card }: { card: CardView }) {
  const marks = useMarks()
  return (
    <div className="absolute top-1 right-1 flex flex-col gap-1 noscript:hidden print:hidden">
      {SIGNS.map(({ sign, words, line }) => (
        <button
          key={sign}
          type="button"
          aria-pressed={marks[sign].includes(card.uid)}
          aria-label={`${words} ${card.name}`}
          title={`${words} this`}
          onClick={() => askForMarks(toggled(marks, card.uid, sign), card)}
          className="relative grid size-6 cursor-pointer place-items-center rounded-full bg-ground text-ink opacity-0 transition-opacity duration-150 group-hover:opacity-100 before:absolute before:-inset-0.5 hover:bg-ink hover:text-ground focus-visible:opacity-100 aria-pressed:bg-ink aria-pressed:text-ground aria-pressed:opacity-100 pointer-coarse:opacity-100"
        >
          <SignIcon line={line} />
        </button>
      ))}
    </div>
  )
}

export function SignIcon({ line }: { line: string }) {
  return (
    <svg aria-hidden viewBox="0 0 16 16" className="size-3 fill-none stroke-current stroke-2">
      <path d={line} />
    </svg>
  )
}

export const lineOf = (wanted: Sign) => SIGNS.find(({ sign }) => sign === wanted)?.line ?? ''
