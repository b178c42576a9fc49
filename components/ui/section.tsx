import type { ReactNode } from 'react'

type Props = { id: string; title: string; children: ReactNode }

/** A part of a page that stands for itself. */
export function Section({ id, title, children }: Props) {
  return (
    <section aria-labelledby={id} className="mt-16 border-t border-line pt-10">
      <h2 id={id} className="mb-6 text-3xl">
        {title}
      </h2>
      {children}
    </section>
  )
}
