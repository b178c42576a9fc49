import type { ReactNode } from 'react'

const DOTS: Record<string, string> = {
  published: 'border-ink bg-ink',
  running: 'animate-breathe border-accent bg-accent',
  'needs-review': 'border-accent bg-accent',
  failed: 'border-accent bg-accent',
  paused: 'border-accent',
  waiting: 'border-accent',
  silent: 'border-accent',
  interrupted: 'border-accent',
}

/** What became of something, as a dot and a word: red where somebody should look. */
export function Status({ status, children }: { status: string; children: ReactNode }) {
  return (
    <span className="inline-flex items-baseline gap-2 whitespace-nowrap" data-status={status}>
      <span aria-hidden className={`size-2 rounded-full border-2 ${DOTS[status] ?? 'border-muted'}`} />
      {children}
    </span>
  )
}
