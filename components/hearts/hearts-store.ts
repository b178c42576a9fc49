'use client'

import { useSyncExternalStore } from 'react'
import { type Hearts, heartsIn, heartsText, NO_HEARTS } from './hearts'

// Hearts live in the browser's storage, for all tabs of the site. Where it may not be used they last as long as the document.

const KEY = 'rec-a-sketch-hearts'

let current: Hearts | undefined
const listeners = new Set<() => void>()

/** The hearts as they are known now. */
export function currentHearts(): Hearts {
  return (current ??= readStored() ?? NO_HEARTS)
}

/** Changes hearts, in this tab and the others. */
export function changeHearts(change: (hearts: Hearts) => Hearts): void {
  // Another tab may have written a moment ago.
  const hearts = change(readStored() ?? currentHearts())
  try {
    window.localStorage.setItem(KEY, heartsText(hearts))
  } catch {
    // Full, or forbidden.
  }
  show(hearts)
}

/** Undefined where nothing is stored, or nothing may be. */
function readStored(): Hearts | undefined {
  try {
    const text = window.localStorage.getItem(KEY)
    return text === null ? undefined : heartsIn(text)
  } catch {
    return undefined
  }
}

function show(hearts: Hearts): void {
  current = hearts
  for (const listener of listeners) listener()
}

function onStorage({ key, newValue }: StorageEvent): void {
  // Without a key all was cleared.
  if (key === KEY || key === null) show(heartsIn(newValue))
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('storage', onStorage)
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) window.removeEventListener('storage', onStorage)
  }
}

/** The hearts of this browser; null until a script has run. */
export function useHearts(): Hearts | null {
  return useSyncExternalStore<Hearts | null>(subscribe, currentHearts, () => null)
}
