'use client'

import { BUTTON } from '@/components/ui/looks'
import type { RunView } from '@/lib/admin/views'
import { ActionForm } from '../action-form'
import type { RunKind } from '../call-api'
import { ConfirmButton } from '../confirm-button'

type Action = RunView['actions'][number]

type Props = {
  kind: RunKind
  run: Pick<RunView, 'id' | 'status' | 'actions' | 'requestedAction'>
  /** Why it waits for a review, if it does. */
  reasons?: readonly string[]
}

const NAMES: Record<RunKind, string> = { 'index-run': 'run', crawl: 'crawl' }

/** What can be done with a run now. */
export function RunButtons({ kind, run, reasons = [] }: Props) {
  const { id, actions, requestedAction } = run
  const can = (action: Action) => actions.includes(action)
  const form = (action: Action) => ({ to: 'steer-run', values: { kind, id, action } })
  const isAsked = requestedAction !== null
  const name = NAMES[kind]
  if (actions.length === 0) return null
  const isReview = run.status === 'needs-review'
  return (
    <div className="flex flex-wrap items-start gap-3">
      {can('pause') && (
        <ActionForm {...form('pause')} disabled={isAsked}>
          <button type="submit" className={BUTTON.quiet}>
            Pause
          </button>
        </ActionForm>
      )}
      {can('resume') && (
        <ActionForm {...form('resume')} disabled={isAsked}>
          <button type="submit" className={BUTTON.strong}>
            Resume
          </button>
        </ActionForm>
      )}
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
          question={CANCELLED[kind]}
          confirm={`Cancel the ${name}`}
          keep="Let it go on"
        />
      )}
      {can('delete') && (
        <ConfirmButton
          {...form('delete')}
          isLeft
          label="Delete"
          question={DELETED[kind](id)}
          confirm="Delete it"
          keep="Keep it"
          disabled={isAsked}
        />
      )}
    </div>
  )
}

/** What is lost, and what is not. */
const CANCELLED: Record<RunKind, string> = {
  'index-run':
    'Cancel this run? What it has embedded is kept for the next one; its similarity table is not made.',
  crawl: 'Cancel this crawl? The models that it has brought are kept; the same crawl would go on from here.',
}

const DELETED: Record<RunKind, (id: number) => string> = {
  'index-run': (id) =>
    `Delete run ${id}? Its figures, its log and what it has made of its own are gone then.`,
  crawl: (id) =>
    `Delete crawl ${id}? Its figures and its log are gone then; the models that it has brought are kept.`,
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
