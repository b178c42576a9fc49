import type { ReactNode } from 'react'

/** A page that has something to say instead of something to show. */
export function Message({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="mx-auto max-w-xl py-16 sm:py-28">
      <h1 className="text-5xl leading-none sm:text-6xl">{title}</h1>
      <div className="mt-6 space-y-5 text-base/relaxed text-muted">{children}</div>
    </div>
  )
}
