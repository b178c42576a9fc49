import { Progress } from '@/components/ui/progress'
import { formatSeconds } from '@/lib/text/format-seconds'
import type { RunView, StageView } from '@/lib/admin/views'
import { requestedWords, stageTitle } from './run-words'
import type { Connection } from './use-live'

type Props = {
  run: RunView & { failureCount?: number }
  stages: readonly StageView[]
  connection: Connection
}

/** How far an active run is: its stage, a bar, the rate, the time left, and the pictures going by. */
export function RunProgress({ run, stages, connection }: Props) {
  const title = stageTitle(stages, run.stage)
  const share = run.total > 0 ? Math.min(1, run.done / run.total) : 0
  return (
    <div>
      <p className="flex flex-wrap items-baseline justify-between gap-x-6">
        <span>{title}</span>
        <span className="text-sm text-muted tabular-nums">
          {run.done.toLocaleString('en')}
          {run.total > 0 && ` of ${run.total.toLocaleString('en')}`}
        </span>
      </p>
      <div className="mt-3">
        <Progress label={title} share={share} isPaused={run.status !== 'running'} />
      </div>
      <p className="mt-2.5 min-h-6 text-sm text-muted tabular-nums" aria-live="polite">
        {describe(run, connection)}
      </p>
      {run.latestThumbnails.length > 0 && (
        <ul
          role="list"
          aria-label="Embedded last"
          className="mt-5 grid auto-cols-[clamp(3.5rem,7vw,5.5rem)] grid-flow-col gap-3 overflow-hidden mask-r-from-75%"
        >
          {run.latestThumbnails.map((address) => (
            <li key={address} className="tile animate-[appear_400ms_both]">
              <img src={address} alt="" loading="eager" decoding="async" />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function describe(run: Props['run'], connection: Connection): string {
  if (connection === 'lost') return 'The connection is lost; trying again …'
  const requested = requestedWords(run.requestedAction)
  if (requested) return requested
  if (run.status === 'waiting') {
    return 'It waits for a worker to take it up. Nothing is lost, and readers see the published run.'
  }
  if (run.status === 'paused') return 'Paused. Nothing is lost, and readers see the published run.'
  if (run.silentSeconds) {
    return `Nothing heard of it for ${formatSeconds(run.silentSeconds)}: it is at a long step, or stuck.`
  }
  const parts = [
    run.rate === null ? null : `${run.rate.toFixed(run.rate < 10 ? 1 : 0)} a second`,
    run.secondsLeft === null ? null : `${formatSeconds(run.secondsLeft)} left of this stage`,
    run.failureCount ? `${run.failureCount} failed` : null,
  ]
  return parts.filter((part) => part !== null).join(' · ')
}
