'use client'

import { useSyncExternalStore } from 'react'

// Kept in the browser's storage, for all tabs of the site. Where it may not be used, the choice lasts as long as the document.

const KEY = 'rec-a-sketch-slash-key'
const OFF = 'off'

let isOff: boolean | undefined
const listeners = new Set<() => void>()

const isOffNow = (): boolean => (isOff ??= readStored() === OFF)

function readStored(): string | null {
  try {
    return window.localStorage.getItem(KEY)
  } catch {
    return null
  }
}

/** Switches the key `/` on or off. */
export function chooseSlashKey(isOn: boolean): void {
  try {
    if (isOn) window.localStorage.removeItem(KEY)
    else window.localStorage.setItem(KEY, OFF)
  } catch {
    // Full, or forbidden.
  }
  show(!isOn)
}

function show(isOffBy: boolean): void {
  isOff = isOffBy
  for (const listener of listeners) listener()
}

function onStorage({ key, newValue }: StorageEvent): void {
  // Without a key all was cleared.
  if (key === KEY || key === null) show(key === KEY && newValue === OFF)
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('storage', onStorage)
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) window.removeEventListener('storage', onStorage)
  }
}

/** Whether the key `/` leads to the query box; null before scripts run, when no key does anything. */
export function useSlashKeyChoice(): boolean | null {
  return useSyncExternalStore(subscribe, () => !isOffNow(), nothingYet)
}

const nothingYet = () => null
