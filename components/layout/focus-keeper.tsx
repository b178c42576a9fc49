'use client'

import { usePathname, useSearchParams } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { findLink, recallLink, rememberLink } from './followed-links'

/**
 * Keeps the keyboard's place when the content changes without the document: Next leaves the focus where it was,
 * or with the body when that is gone. After Back it is on the link that had been followed; on another page it
 * is on the content; where what has the focus is still there, it keeps it.
 */
export function FocusKeeper() {
  const path = usePathname()
  const query = useSearchParams().toString()
  const shown = useRef<{ path: string; query: string }>(null)
  const isTraversal = useRef(false)

  useEffect(() => {
    const onClick = ({ target }: MouseEvent) => {
      const link = target instanceof Element ? target.closest('a') : null
      if (link && link.target !== '_blank') rememberLink(addressOf({ path, query }), link)
    }
    const onPopState = () => {
      isTraversal.current = true
    }
    document.addEventListener('click', onClick, { capture: true })
    window.addEventListener('popstate', onPopState)
    return () => {
      document.removeEventListener('click', onClick, { capture: true })
      window.removeEventListener('popstate', onPopState)
    }
  }, [path, query])

  useEffect(() => {
    const before = shown.current
    const now = { path, query }
    shown.current = now
    if (before?.path === path && before.query === query) return
    const wasTraversal = before === null ? isBackToDocument() : isTraversal.current
    isTraversal.current = false
    if (wasTraversal) focusOn(findLink(recallLink(addressOf(now))) ?? content())
    else if (before && isOtherContent(before, now)) leaveFor(content())
    else if (before && isFocusLost()) focusOn(findLink(recallLink(addressOf(before))) ?? content())
  }, [path, query])

  return null
}

type Place = { path: string; query: string }

function addressOf({ path, query }: Place): string {
  return query === '' ? path : `${path}?${query}`
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
