'use client'

import { usePathname, useSearchParams } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { followedLink, linkWith, noteFollowed, traceOf } from './followed-link'

type Place = { path: string; query: string }

/**
 * Keeps the keyboard's place when the content changes without the document: Next leaves the focus where it was,
 * or with the body when that is gone. After Back it is on the link that had been followed; on another page it
 * is on the content; where what has the focus is still there, it keeps it.
 */
export function FocusKeeper() {
  const path = usePathname()
  const query = useSearchParams().toString()
  const shown = useRef<Place>(null)
  const lastTrace = useRef<string>(null)

  useEffect(() => {
    const onClick = ({ target }: MouseEvent) => {
      const link = target instanceof Element ? target.closest('a') : null
      if (!link || link.target === '_blank') return
      lastTrace.current = traceOf(link)
      noteFollowed(link)
    }
    // Captured, to note it before Next goes there.
    document.addEventListener('click', onClick, { capture: true })
    return () => document.removeEventListener('click', onClick, { capture: true })
  }, [])

  useEffect(() => {
    const before = shown.current
    const now = { path, query }
    shown.current = now
    if (before === null) {
      if (isBackToDocument()) focusOn(followedLink())
      return
    }
    if (before.path === path && before.query === query) return
    const followed = followedLink()
    if (followed) focusOn(followed)
    else if (isOtherContent(before, now)) leaveFor(content())
    else if (isFocusLost()) focusOn(linkWith(lastTrace.current) ?? content())
  }, [path, query])

  return null
}

/** Whether there is another page, or other models on the same, to be read from its beginning. */
function isOtherContent(before: Place, now: Place): boolean {
  const cursorOf = ({ query }: Place) => new URLSearchParams(query).get('cursor')
  return before.path !== now.path || cursorOf(before) !== cursorOf(now)
}

function content(): HTMLElement | null {
  return document.getElementById('content')
}

function isFocusLost(): boolean {
  return document.activeElement === null || document.activeElement === document.body
}

/** Whether the document was loaded by going back or forward to it. */
function isBackToDocument(): boolean {
  const [entry] = performance.getEntriesByType('navigation')
  return entry instanceof PerformanceNavigationTiming && entry.type === 'back_forward'
}

/** Moves the focus, unless it is in the header: somebody types there, and the content comes next anyway. */
function leaveFor(element: HTMLElement | null): void {
  if (!document.activeElement?.closest('body > header')) focusOn(element)
}

/** Moves the focus and leaves the page where it is, as long as the element is in sight there. */
function focusOn(element: HTMLElement | null): void {
  if (!element) return
  element.focus({ preventScroll: true })
  const { top, bottom } = element.getBoundingClientRect()
  if (bottom <= 0 || top >= window.innerHeight) element.scrollIntoView({ block: 'center' })
}
