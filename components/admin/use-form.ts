'use client'

import { useRouter } from 'next/navigation'
import { type FormEvent, useState, useTransition } from 'react'
import * as z from 'zod/mini'

const told = z.object({ location: z.string() })
const refused = z.object({ detail: z.string(), fields: z.optional(z.record(z.string(), z.string())) })

export type FormProblem = { text: string; fields: Record<string, string> }

export type FormOptions = {
  /** Called once it is done. */
  onDone?: () => void
  /** Whether there is no way back to the page that the form is on. */
  isLeft?: boolean
}

/**
 * Posts a form without leaving its page: says whether that is under way, and what went wrong. Afterwards the page is
 * made anew, or another one is shown. Without JavaScript the browser posts the same form by itself.
 */
export function useForm({ onDone, isLeft = false }: FormOptions = {}): {
  submit: (event: FormEvent<HTMLFormElement>) => void
  isRunning: boolean
  problem: FormProblem | null
} {
  const router = useRouter()
  const [isRunning, startTransition] = useTransition()
  const [problem, setProblem] = useState<FormProblem | null>(null)

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    // Not the property: a field of the name `action` takes its place.
    const action = event.currentTarget.getAttribute('action') ?? ''
    const form = new FormData(event.currentTarget)
    startTransition(async () => {
      setProblem(null)
      const outcome = await post(action, form)
      if ('text' in outcome) return setProblem(outcome)
      onDone?.()
      const isElsewhere = outcome.location.split('?')[0] !== window.location.pathname
      if (isElsewhere) (isLeft ? router.replace : router.push)(outcome.location)
      router.refresh()
    })
  }
  return { submit, isRunning, problem }
}

async function post(address: string, form: FormData): Promise<{ location: string } | FormProblem> {
  const body = new URLSearchParams()
  for (const [name, value] of form) if (typeof value === 'string') body.append(name, value)
  const headers = { accept: 'application/json' }
  const response = await fetch(address, { method: 'POST', body, headers }).catch(() => null)
  if (!response) return { text: 'The server cannot be reached. Is it running?', fields: {} }
  const answer: unknown = await response.json().catch(() => null)
  const done = told.safeParse(answer)
  if (response.ok && done.success) return done.data
  const { detail, fields = {} } = refused.safeParse(answer).data ?? {
    detail: `The server answered with ${response.status}.`,
  }
  return { text: detail, fields }
}
