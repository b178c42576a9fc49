'use client'

import { type ReactNode, useId, useRef } from 'react'

type Props = {
  label: string
  /** What will be lost. */
  question: ReactNode
  /** The button that does it. */
  confirm: string
  disabled?: boolean
  onConfirm: () => void
}

/** A button for what cannot be undone: asks first, and says what will be lost. */
export function ConfirmButton({ label, question, confirm, disabled, onConfirm }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const title = useId()
  return (
    <>
      <button
        type="button"
        className="button quiet"
        disabled={disabled}
        onClick={() => dialog.current?.showModal()}
      >
        {label}
      </button>
      <dialog ref={dialog} aria-labelledby={title} className="dialog">
        <p id={title} className="text-[1.0625rem] leading-relaxed">
          {question}
        </p>
        <form method="dialog" className="mt-6 flex flex-wrap justify-end gap-3">
          <button type="submit" className="button quiet">
            Keep it as it is
          </button>
          <button type="submit" className="button strong" onClick={onConfirm}>
            {confirm}
          </button>
        </form>
      </dialog>
    </>
  )
}
