'use client'

import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useEffect, useRef, useTransition } from 'react'
import { browsePath } from '@/components/browse/browse-path'
import { SearchForm } from './search-form'

const PAUSE_MS = 120

/** The search box that shows results as you type. What is searched for stands in the address. */
export function SearchBox() {
  const router = useRouter()
  const isBrowsing = usePathname() === '/'
  const parameters = useSearchParams()
  const query = parameters.get('query') ?? ''
  const category = isBrowsing ? parameters.get('category') : null

  const [isSearching, startTransition] = useTransition()
  const input = useRef<HTMLInputElement>(null)
  const asked = useRef(query)
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined)

  // The address also changes by the back button or a link: then the box follows it. While somebody types,
  // the address lags behind the box and must not overwrite it.
  useEffect(() => {
    if (query === asked.current) return
    asked.current = query
    if (input.current) input.current.value = query
  }, [query])

  // What was typed before anything here could listen.
  useEffect(() => {
    const { value, form } = input.current ?? {}
    if (value !== undefined && value.trim() !== asked.current) form?.requestSubmit()
  }, [])

  useEffect(() => () => clearTimeout(pause.current), [])

  function search() {
    clearTimeout(pause.current)
    const next = input.current?.value.trim() ?? ''
    if (next === asked.current) return
    const isFirst = asked.current === ''
    asked.current = next
    const address = browsePath({ query: next || undefined, category: category ?? undefined })
    startTransition(() => {
      // One step back leads to where the search began, not through every letter of it.
      if (isFirst || !isBrowsing) router.push(address, { scroll: !isBrowsing })
      else router.replace(address, { scroll: false })
    })
  }

  return (
    <SearchForm
      query={query}
      category={category}
      inputRef={input}
      isSearching={isSearching}
      onInput={() => {
        clearTimeout(pause.current)
        pause.current = setTimeout(search, PAUSE_MS)
      }}
      onSubmit={(event) => {
        event.preventDefault()
        search()
      }}
    />
  )
}
