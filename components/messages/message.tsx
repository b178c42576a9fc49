import type { ReactNode } from 'react'

/** A page that has something to say instead of something to show. */
export function Message({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="mx-auto max-w-xl py-16 sm:py-28">
      <h1 className="text-5xl leading-[1.05] tracking-tight sm:text-6xl">{title}</h1>
      <div className="mt-6 space-y-5 text-[1.0625rem] leading-relaxed text-muted">{children}</div>
    </div>
  )
}
