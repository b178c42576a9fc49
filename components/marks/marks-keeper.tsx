'use client'

import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useEffect, useRef, useTransition } from 'react'
import { countOf, MARKED_PATH, marksIn, queryWith } from './marks-in-address'
import { currentMarks, onMarksAsked, setMarks } from './marks-store'

/**
 * Keeps marks and the address in step: a mark comes into the address, on the page that it makes as another page, elsewhere without
 * asking the server; an address that somebody has gone to without them, by a link or the search box, gets them again; back and
 * forward are as they were.
 */
export function MarksKeeper() {
  const router = useRouter()
  const path = usePathname()
  const query = useSearchParams().toString()
  const isHistory = useRef(true)
  const [isWaiting, startTransition] = useTransition()

  useEffect(() => {
    const onPopState = () => (isHistory.current = true)
    window.addEventListener('popstate', onPopState)
    return () => window.removeEventListener('popstate', onPopState)
  }, [])

  useEffect(() => {
    const asked = marksIn(query)
    const isGiven = isHistory.current || path === MARKED_PATH || countOf(asked) > 0
    isHistory.current = false
    if (isGiven) setMarks(asked)
    else if (countOf(currentMarks()) > 0) {
      window.history.replaceState(null, '', addressOf(path, queryWith(query, currentMarks())))
    }
  }, [path, query])

  useEffect(
    () =>
      onMarksAsked((marks) => {
        const address = addressOf(path, queryWith(window.location.search, marks))
        if (path === MARKED_PATH) startTransition(() => router.push(address, { scroll: false }))
        else window.history.pushState(null, '', address)
      }),
    [path, router],
  )

  return isWaiting ? <span hidden data-waiting /> : null
}

function addressOf(path: string, query: string): string {
  return `${path}${query && `?${query}`}${window.location.hash}`
}
