'use client'

import { useSyncExternalStore } from 'react'

/** Something that lives in the browser's storage, for all tabs of the site. */
type BrowserStore<Value> = {
  /** As it is known now. */
  current(): Value
  /** Changes it, in this tab and the others. */
  change(change: (value: Value) => Value): void
  /** Its value as a hook gives it; null until a script has run. */
  use(): Value | null
}

/**
 * Opens what is kept under a key. Where the browser's storage may not be used, it lasts as long as the document.
 *
 * @param read what a stored text says; null stands for none, and what is damaged is for it to judge
 * @param write the text to store; null for none
 */
export function browserStore<Value>(
  key: string,
  read: (text: string | null) => Value,
  write: (value: Value) => string | null,
): BrowserStore<Value> {
  let known: { value: Value } | undefined
  const listeners = new Set<() => void>()

  const current = () => (known ??= stored() ?? { value: read(null) }).value

  /** Undefined where nothing is stored, or nothing may be. */
  function stored(): { value: Value } | undefined {
    try {
      const text = window.localStorage.getItem(key)
      return text === null ? undefined : { value: read(text) }
    } catch {
      return undefined
    }
  }

  function change(changed: (value: Value) => Value): void {
    // Another tab may have written a moment ago.
    const value = changed((stored() ?? { value: current() }).value)
    try {
      const text = write(value)
      if (text === null) window.localStorage.removeItem(key)
      else window.localStorage.setItem(key, text)
    } catch {
      // Full, or forbidden.
    }
    show(value)
  }

  function show(value: Value): void {
    known = { value }
    for (const listener of listeners) listener()
  }

  function onStorage(event: StorageEvent): void {
    // Without a key all was cleared.
    if (event.key === key || event.key === null) show(read(event.key === null ? null : event.newValue))
  }

  function subscribe(listener: () => void): () => void {
    if (listeners.size === 0) window.addEventListener('storage', onStorage)
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0) window.removeEventListener('storage', onStorage)
    }
  }

  return { current, change, use: () => useSyncExternalStore<Value | null>(subscribe, current, () => null) }
}
