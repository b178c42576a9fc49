import type { ReactNode } from 'react'
import type { RunView } from '@/lib/admin/views'
import { formatSeconds } from '@/lib/text/format-seconds'
import { Moment } from '../moment'
import { durationOf } from './run-words'

type FigureProps = { name: string; isWide?: boolean; children: ReactNode }

/** A figure with its name, in a list of them. */
export function Figure({ name, isWide = false, children }: FigureProps) {
  return (
    <div className={isWide ? 'col-span-full' : undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** When a run began, and how long it took. */
export function Times({ run }: { run: RunView }) {
  const duration = durationOf(run)
  return (
    <>
      <Figure name="Started">
        <Moment at={run.startedAt} />
      </Figure>
      {duration !== null && <Figure name="Took">{formatSeconds(duration)}</Figure>}
    </>
  )
}
