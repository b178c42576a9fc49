'use client'

import { usePathname, useSearchParams } from 'next/navigation'
import { type FormEvent, type ReactNode, useId, useRef } from 'react'
import { Dialog } from '../ui/dialog'
import { BUTTON, SMALL_BUTTON } from '../ui/looks'
import { ActionForm } from './action-form'

type Props = {
  label: ReactNode
  /** Where there are many side by side. */
  size?: 'small'
  /** The look of the button that asks: only where the whole is the safe choice is it `strong`. */
  look?: 'quiet' | 'strong'
  /** What will be lost. */
  question: ReactNode
  /** The button that does it. */
  confirm: string
  /** The button that does nothing. */
  keep: string
  disabled?: boolean
  to: string
  values: Record<string, string | number>
  /** Whether the page is gone once it is done. */
  isLeft?: boolean
  /** What the address of the page says besides, which it is to say while it asks. */
  search?: Record<string, string | number>
}

/**
 * A button for what cannot be undone: asks first, says what will be lost, and makes it easiest to leave things as they
 * are. Without JavaScript the page is asked for once more, with the question.
 */
export function ConfirmButton({
  label,
  size,
  look = 'quiet',
  question,
  confirm,
  keep,
  disabled,
  to,
  values,
  isLeft,
  search = {},
}: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const title = useId()
  const page = usePathname()
  const name = Object.values(values).join(' ')
  const isAsked = useSearchParams().get('ask') === name

  function ask(event: FormEvent) {
    event.preventDefault()
    // One that is open without having been asked for by script does not keep the rest of the page from the keyboard.
    dialog.current?.close()
    dialog.current?.showModal()
  }

  return (
    <>
      <form method="get" action={page} onSubmit={ask}>
        <input type="hidden" name="ask" value={name} />
        {Object.entries(search).map(([key, value]) => (
          <input key={key} type="hidden" name={key} value={value} />
        ))}
        <button
          type="submit"
          className={size ? `${BUTTON[look]} ${SMALL_BUTTON}` : BUTTON[look]}
          disabled={disabled}
        >
          {label}
        </button>
      </form>
      <Dialog ref={dialog} open={isAsked} aria-labelledby={title}>
        <div id={title} className="space-y-3 leading-relaxed">
          {question}
        </div>
        <div className="mt-6 flex flex-wrap gap-3">
          <form method="dialog">
            <button type="submit" className={BUTTON.strong}>
              {keep}
            </button>
          </form>
          <ActionForm
            to={to}
            values={values}
            disabled={disabled}
            isLeft={isLeft}
            onDone={() => dialog.current?.close()}
          >
            <button type="submit" className={BUTTON.quiet}>
              {confirm}
            </button>
          </ActionForm>
        </div>
      </Dialog>
    </>
  )
}
