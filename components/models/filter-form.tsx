'use client'

import { useRouter } from 'next/navigation'
import { useTransition, type ReactNode } from 'react'
import { FILTER_NAMES } from '@/lib/facts/filter-names.mjs'
import { withParameters } from './filter-path'

type Props = {
  /** Where what is chosen is shown. */
  action: string
  /** What the address says besides, by name. */
  kept: readonly (readonly [string, string])[]
  children: ReactNode
}

/** A form that works by itself before and without JavaScript, and with it leaves out of the address what is not chosen. */
export function FilterForm({ action, kept, children }: Props) {
  const router = useRouter()
  const [isWaiting, startTransition] = useTransition()
  return (
    <form
      action={action}
      data-waiting={isWaiting || undefined}
      onSubmit={(event) => {
        event.preventDefault()
        const given = new FormData(event.currentTarget)
        const chosen = [...kept.map(([name]) => name), ...FILTER_NAMES].flatMap((name) => {
          const value = given.get(name)
          return typeof value === 'string' && value.trim() !== '' ? [[name, value]] : []
        })
        const address = withParameters(action, new URLSearchParams(chosen).toString())
        startTransition(() => router.push(address, { scroll: false }))
      }}
    >
      {kept.map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {children}
    </form>
  )
}
