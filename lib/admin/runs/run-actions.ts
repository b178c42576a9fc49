/** What an admin can do with a run, by what it is. */
export const RUN_ACTIONS = ['pause', 'resume', 'cancel', 'publish', 'discard', 'delete'] as const
export type RunAction = (typeof RUN_ACTIONS)[number]

export const RUN_STATUSES = [
  'waiting',
  'running',
  'paused',
  'interrupted',
  'failed',
  'cancelled',
  'needs-review',
  'discarded',
  'withdrawn',
  'finished',
] as const
/** Of an active or ended run, as it is shown; once it is finished, what became of its table where that matters. */
export type ShownStatus = (typeof RUN_STATUSES)[number]

export type RunState = {
  status: ShownStatus
  /** Whether its similarity table is still there. */
  hasTable: boolean
  /** Whether it is the run that readers see. */
  isPublished: boolean
}

const BY_STATUS: Record<ShownStatus, readonly RunAction[]> = {
  waiting: ['cancel'],
  running: ['pause', 'cancel'],
  paused: ['resume', 'cancel'],
  interrupted: ['resume', 'delete'],
  failed: ['resume', 'delete'],
  cancelled: ['delete'],
  'needs-review': ['publish', 'discard'],
  discarded: ['delete'],
  withdrawn: ['publish', 'delete'],
  finished: ['publish', 'delete'],
}

/** What can be done with a run now. What readers see can be neither published nor deleted. */
export function allowedActions({ status, hasTable, isPublished }: RunState): RunAction[] {
  if (isPublished) return []
  return BY_STATUS[status].filter((action) => action !== 'publish' || hasTable)
}

const WORDS: Record<ShownStatus, string> = {
  waiting: 'waits for a worker',
  running: 'is running',
  paused: 'is paused',
  interrupted: 'was interrupted',
  failed: 'has failed',
  cancelled: 'was cancelled',
  'needs-review': 'waits for a review',
  discarded: 'was discarded',
  withdrawn: 'was withdrawn',
  finished: 'is finished',
}

/** Why an action does not fit a run, and which would. */
export function refusal(runId: number, action: RunAction, state: RunState): string {
  const words = state.isPublished ? 'is the published one' : WORDS[state.status]
  const allowed = allowedActions(state)
  const instead =
    allowed.length > 0
      ? `One can ${allowed.join(' or ')} it.`
      : 'Publish another run first to make it an old one.'
  const noTable = action === 'publish' && !state.hasTable && !state.isPublished
  return `Run ${runId} ${words}${noTable ? ', and has no similarity table' : ''}: one cannot ${action} it. ${instead}`
}
