import type { ComponentProps } from 'react'

/** What is asked before the rest goes on; without JavaScript it lies beside the rest. */
export function Dialog(props: Omit<ComponentProps<'dialog'>, 'className'>) {
  return (
    <dialog
      {...props}
      className="m-auto w-[min(30rem,100vw-2.5rem)] rounded-2xl border border-line bg-raised p-7 text-ink backdrop:bg-veil z-1 shadow-2xl"
    />
  )
}
