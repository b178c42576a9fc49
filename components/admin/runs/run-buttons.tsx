'use client'

import { BUTTON } from '@/components/ui/looks'
import type { JobView, RunView } from '@/lib/admin/views'
import { capitalise } from '@/lib/text/capitalise'
import { ActionForm } from '../action-form'
import { ConfirmButton } from '../confirm-button'

type Action = RunView['actions'][number]

type Props = {
  job: JobView
  run: Pick<RunView, 'id' | 'status' | 'actions' | 'requestedAction'>
  /** Why it waits for a review, if it does. */
  reasons?: readonly string[]
}

/** What can be done with a run now. */
export function RunButtons({ job, run, reasons = [] }: Props) {
  const { id, actions, requestedAction } = run
  const can = (action: Action) => actions.includes(action)
  const form = (action: Action) => ({ to: 'steer-run', values: { job: job.name, id, action } })
  const isAsked = requestedAction !== null
  if (actions.length === 0) return null
  const isReview = run.status === 'needs-review'
  return (
    <div className="flex flex-wrap items-start gap-3">
      {(['pause', 'resume'] as const).filter(can).map((action) => (
        <ActionForm key={action} {...form(action)} disabled={isAsked}>
          <button type="submit" className={BUTTON[action === 'pause' ? 'quiet' : 'strong']}>
            {capitalise(action)}
          </button>
        </ActionForm>
      ))}
      {can('discard') && (
        <ConfirmButton
          {...form('discard')}
          label="Discard"
          look="strong"
          question={`Discard run ${id}? What is published stays. The similarity table of this run is removed, and only another run brings it back.`}
          confirm="Discard it"
          keep="Decide later"
          disabled={isAsked}
        />
      )}
      {can('publish') && (
        <ConfirmButton
          {...form('publish')}
          label={isReview ? 'Publish' : 'Publish this run again'}
          question={isReview ? <PublishAnyway id={id} reasons={reasons} /> : <PublishAgain id={id} />}
          confirm={`Publish run ${id}`}
          keep="Keep what is published"
          disabled={isAsked}
        />
      )}
      {can('cancel') && (
        <ConfirmButton
          {...form('cancel')}
          label="Cancel"
          question={`Cancel this ${job.noun}? ${job.cancelled}`}
          confirm={`Cancel the ${job.noun}`}
          keep="Let it go on"
        />
      )}
      {can('delete') && (
        <ConfirmButton
          {...form('delete')}
          isLeft
          label="Delete"
          question={`Delete ${job.noun} ${id}? ${job.deleted}`}
          confirm="Delete it"
          keep="Keep it"
          disabled={isAsked}
        />
      )}
    </div>
  )
}

function PublishAnyway({ id, reasons }: { id: number; reasons: readonly string[] }) {
  return (
    <>
      <p>Show readers run {id} from now on, although it looks wrong?</p>
      {reasons.map((reason) => (
        <p key={reason} className="text-sm text-muted">
          {reason}
        </p>
      ))}
    </>
  )
}

function PublishAgain({ id }: { id: number }) {
  return (
    <p>
      Show readers run {id} from now on? Runs published after it are withdrawn: they stay, but are published
      again only by hand.
    </p>
  )
}
