'use client'

import { Field, FIELD } from '../ui/field'
import { BUTTON } from '../ui/looks'
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
      <Field label="Password">
        <input
          type="password"
          name="password"
          required
          autoFocus
          autoComplete="current-password"
          className={FIELD}
        />
      </Field>
      <Problem error={isRunning ? null : (problem?.text ?? said)} />
      <button type="submit" disabled={isRunning} className={BUTTON.strong}>
        {isRunning ? 'Logging in …' : 'Log in'}
      </button>
    </form>
  )
}
