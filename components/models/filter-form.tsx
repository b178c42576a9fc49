'use client'

import { useRouter } from 'next/navigation'
import { useTransition, type ReactNode } from 'react'
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
        const chosen = [...new FormData(event.currentTarget)].flatMap(([name, value]) =>
          typeof value === 'string' && value.trim() !== '' ? [[name, value]] : [],
        )
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
