'use client'

import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { callApi } from './call-api'
import { Problem } from './problem'

/** @param next where to go once logged in */
export function LoginForm({ next }: { next: string }) {
  const router = useRouter()
  const [isRunning, setRunning] = useState(false)
  const [error, setError] = useState<string | null>(null)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const password = new FormData(event.currentTarget).get('password')
    setRunning(true)
    setError(null)
    try {
      await callApi('/api/session', { method: 'POST', body: { password } })
      router.replace(next)
      router.refresh()
    } catch (cause) {
      setError(cause instanceof Error ? cause.message : String(cause))
      setRunning(false)
    }
  }

  return (
    <form onSubmit={submit} className="mt-8 space-y-4">
      {/* Lets password managers know what this password is for. */}
      <input type="text" name="username" autoComplete="username" value="admin" readOnly hidden />
      <label className="block">
        <span className="text-[0.9375rem] text-muted">Password</span>
        <input
          type="password"
          name="password"
          required
          autoFocus
          autoComplete="current-password"
          className="field mt-1.5"
        />
      </label>
      <Problem error={error} />
      <button type="submit" disabled={isRunning} className="button strong">
        {isRunning ? 'Logging in …' : 'Log in'}
      </button>
    </form>
  )
}
