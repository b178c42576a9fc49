import type { ComponentProps } from 'react'

/** Something that a page says besides, set off at its side. */
export function Note(props: Omit<ComponentProps<'div'>, 'className'>) {
  return (
    <div {...props} className="mt-6 max-w-2xl border-l-2 border-accent pl-4 leading-relaxed text-muted" />
  )
}
