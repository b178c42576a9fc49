'use client'

import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { Problem } from './problem'
import { type FormOptions, useForm } from './use-form'

type Props = FormOptions & {
  /** The last part of the address of the form, below /admin/forms. */
  to: string
  /** What is sent. */
  values?: Record<string, string | number | undefined>
  disabled?: boolean
  children: ReactNode
}

/** A form of one button that does something. */
export function ActionForm({ to, values = {}, disabled = false, children, ...options }: Props) {
  const back = usePathname()
  const { submit, isRunning, problem } = useForm(options)
  return (
    <form method="post" action={`/admin/forms/${to}`} onSubmit={submit}>
      <input type="hidden" name="back" value={back} />
      {Object.entries(values).map(
        ([name, value]) =>
          value !== undefined && <input key={name} type="hidden" name={name} value={value} />,
      )}
      <fieldset disabled={disabled || isRunning} className="contents">
        {children}
      </fieldset>
      <Problem error={problem?.text ?? null} />
    </form>
  )
}
