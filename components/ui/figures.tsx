import type { ReactNode } from 'react'

/** Figures side by side, each with what it counts. */
export function Figures({ children }: { children: ReactNode }) {
  return (
    <dl className="grid grid-cols-2 gap-5 sm:grid-cols-[repeat(auto-fill,minmax(13rem,1fr))] sm:gap-x-10 sm:gap-y-6">
      {children}
    </dl>
  )
}

type Props = {
  name: string
  /** Whether it takes a line for itself. */
  isWide?: boolean
  children: ReactNode
}

export function Figure({ name, isWide = false, children }: Props) {
  return (
    <div className={isWide ? 'col-span-full' : undefined}>
      <dt className="text-sm text-muted">{name}</dt>
      <dd className="mt-0.5 leading-snug wrap-anywhere tabular-nums">{children}</dd>
    </div>
  )
}
