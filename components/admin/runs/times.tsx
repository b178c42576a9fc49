import { Figure } from '@/components/ui/figures'
import type { RunView } from '@/lib/admin/views'
import { formatSeconds } from '@/lib/text/format-seconds'
import { Moment } from '../moment'
import { durationOf } from './run-words'

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
