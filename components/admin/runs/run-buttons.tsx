'use client'

import type { RunView } from '@/lib/admin/views'
import { callApi, runAddress, type RunKind } from '../call-api'
import { ConfirmButton } from '../confirm-button'
import { Problem } from '../problem'
import { useAction } from '../use-action'

type Action = RunView['actions'][number]

type Props = {
  kind: RunKind
  run: Pick<RunView, 'id' | 'status' | 'actions' | 'requestedAction'>
  /** Called once the run is deleted, and its page with it. */
  onDeleted?: () => void
}

/** What can be done with a run now. */
export function RunButtons({ kind, run, onDeleted }: Props) {
  const { run: act, isRunning, error } = useAction()
  const steer = (action: Action) => () =>
    act(async () => {
      if (action === 'delete') {
        await callApi(runAddress(kind, run.id), { method: 'DELETE' })
        onDeleted?.()
      } else {
        await callApi(runAddress(kind, run.id), { method: 'PATCH', body: { action } })
      }
    })
  const can = (action: Action) => run.actions.includes(action)
  const disabled = isRunning || run.requestedAction !== null
  const plain = (action: Action, label: string, look = 'quiet') =>
    can(action) && (
      <button type="button" className={`button ${look}`} disabled={disabled} onClick={steer(action)}>
        {label}
      </button>
    )
  if (run.actions.length === 0 && error === null) return null
  return (
    <div>
      <div className="flex flex-wrap gap-3">
        {plain('pause', 'Pause')}
        {plain('resume', 'Resume', 'strong')}
        {can('publish') && <PublishButton run={run} disabled={disabled} onConfirm={steer('publish')} />}
        {can('cancel') && (
          <ConfirmButton
            label="Cancel"
            question={CANCELLED[kind]}
            confirm="Cancel the run"
            disabled={isRunning}
            onConfirm={steer('cancel')}
          />
        )}
        {can('discard') && (
          <ConfirmButton
            label="Discard"
            question={`Discard run ${run.id}? Its similarity table is removed, and cannot be had back but by another run.`}
            confirm="Discard it"
            disabled={disabled}
            onConfirm={steer('discard')}
          />
        )}
        {can('delete') && (
          <ConfirmButton
            label="Delete"
            question={`Delete run ${run.id}? Its figures, its log and what it has made of its own are gone then.`}
            confirm="Delete it"
            disabled={disabled}
            onConfirm={steer('delete')}
          />
        )}
      </div>
      <Problem error={error} />
    </div>
  )
}

/** What is lost, and what is not. */
const CANCELLED: Record<RunKind, string> = {
  'index-run':
    'Cancel this run? What it has embedded is kept for the next one; its similarity table is not made.',
  crawl: 'Cancel this crawl? The models that it has brought are kept; the same crawl would go on from here.',
}

/** To roll back takes the newer runs from readers, hence asks; to publish what waited does not. */
function PublishButton({
  run,
  disabled,
  onConfirm,
}: {
  run: Props['run']
  disabled: boolean
  onConfirm: () => void
}) {
  if (run.status === 'needs-review') {
    return (
      <button type="button" className="button strong" disabled={disabled} onClick={onConfirm}>
        Publish
      </button>
    )
  }
  return (
    <ConfirmButton
      label="Publish this run again"
      question={`Show readers run ${run.id} from now on? Runs published after it are withdrawn: they stay, but are published again only by hand.`}
      confirm={`Publish run ${run.id}`}
      disabled={disabled}
      onConfirm={onConfirm}
    />
  )
}
