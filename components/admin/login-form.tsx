'use client'

import { Problem } from './problem'
import { useForm } from './use-form'

type Props = {
  /** Where to go once logged in. */
  next: string
  /** What went wrong before this page was made. */
  said: string | null
}

export function LoginForm({ next, said }: Props) {
  const { submit, isRunning, problem } = useForm({ isLeft: true })
  return (
    <form method="post" action="/admin/forms/log-in" onSubmit={submit} className="mt-8 space-y-4">
      <input type="hidden" name="next" value={next} />
      <input type="hidden" name="back" value={`/admin/login?${new URLSearchParams({ next })}`} />
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
      <Problem error={isRunning ? null : (problem?.text ?? said)} />
      <button type="submit" disabled={isRunning} className="button strong">
        {isRunning ? 'Logging in …' : 'Log in'}
      </button>
    </form>
  )
}
