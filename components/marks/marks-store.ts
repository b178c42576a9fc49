'use client'

import { useSyncExternalStore } from 'react'
import type { Marks } from '@/lib/facts/marks'
import type { CardView } from '@/lib/serving/views'
import { marksQuery, NO_MARKS } from './marks-in-address'

// The marks of the address as it is now. Not read from the address by whatever shows them: a page that is made once for all
// readers has none, and what asks for its address would be left out of it until a script runs.

let current: Marks = NO_MARKS
const listeners = new Set<() => void>()
let goTo: ((marks: Marks) => void) | null = null

/** What cards have said of models that were marked on them. */
const cards = new Map<string, MarkedCard>()

/** The marks as they are known now. */
export const currentMarks = (): Marks => current

/** Takes over the marks of the address. */
export function setMarks(marks: Marks): void {
  if (marksQuery(marks) === marksQuery(current)) return
  current = marks
  for (const listener of listeners) listener()
}

/** Asks for other marks: they come into the address. */
export function askForMarks(marks: Marks, card?: MarkedCard): void {
  if (card) cards.set(card.uid, card)
  setMarks(marks)
  goTo?.(marks)
}

/** Who brings marks into the address. @returns what ends that */
export function onMarksAsked(handler: (marks: Marks) => void): () => void {
  goTo = handler
  return () => {
    if (goTo === handler) goTo = null
  }
}

/** What is shown of a model that is marked. */
export type MarkedCard = Pick<CardView, 'uid' | 'name' | 'thumbnailUrl'>

/** What a card has said of a model; else what the API says, and null where there is no such model. */
export async function markedCard(uid: string): Promise<MarkedCard | null> {
  const known = cards.get(uid)
  if (known) return known
  const answer = await fetch(`/api/models/${encodeURIComponent(uid)}`)
  const card = answer.ok ? cardIn(await answer.json()) : null
  if (card) cards.set(uid, card)
  return card
}

function cardIn(answer: unknown): MarkedCard | null {
  const text = (name: string) => {
    const value: unknown = typeof answer === 'object' && answer !== null && Reflect.get(answer, name)
    return typeof value === 'string' ? value : null
  }
  const [uid, name, thumbnailUrl] = [text('uid'), text('name'), text('thumbnailUrl')]
  return uid === null || name === null || thumbnailUrl === null ? null : { uid, name, thumbnailUrl }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The marks of the address; none until a script has run. */
export function useMarks(): Marks {
  return useSyncExternalStore(subscribe, currentMarks, () => NO_MARKS)
}
