import type { IndexRunView, RunView, StageView } from '@/lib/admin/views'

type Status = RunView['status']

export const STATUS_WORDS: Record<Status, string> = {
  waiting: 'Waiting for a worker',
  running: 'Running',
  paused: 'Paused',
  interrupted: 'Interrupted',
  failed: 'Failed',
  cancelled: 'Cancelled',
  'needs-review': 'Needs review',
  discarded: 'Discarded',
  withdrawn: 'Withdrawn',
  finished: 'Finished',
}

/** A stage in words; one that is not known, as it is called. */
export function stageTitle(stages: readonly StageView[], name: string): string {
  return stages.find((stage) => stage.name === name)?.title ?? name
}

/** What a run was asked to do, until it does. */
const REQUESTED_WORDS: Record<string, string> = {
  pause: 'Pausing after the batch in hand …',
  resume: 'Going on …',
  cancel: 'Cancelling after the batch in hand …',
}

export function requestedWords(action: string | null): string | null {
  return action && (REQUESTED_WORDS[action] ?? null)
}

/** What a run is to do, in words. */
export function modeWords({ mode, retry }: Pick<IndexRunView, 'mode' | 'retry'>): string {
  if (retry === 'all') return 'retrying what failed'
  if (retry) return `retrying ${retry.length === 1 ? retry[0] : `${retry.length} models`}`
  return mode === 'all' ? 'everything anew' : 'what was missing'
}

export type OutcomeView = Pick<IndexRunView, 'status' | 'isPublished' | 'publishedAt' | 'sameAs'>

/** `Published` beside what a run is, where that is what matters. */
export function outcomeWords(run: OutcomeView): string {
  if (run.isPublished) return 'Published'
  if (run.sameAs !== null) return `Same as run ${run.sameAs}`
  if (run.status === 'finished') return run.publishedAt ? 'Published before' : 'Nothing new'
  return STATUS_WORDS[run.status]
}

export function isActive({ status }: Pick<RunView, 'status'>): boolean {
  return status === 'waiting' || status === 'running' || status === 'paused'
}

/** `12.3 %`; a dash for what is not known. */
export function percent(share: number | null | undefined, digits = 1): string {
  return share === null || share === undefined ? '–' : `${(share * 100).toFixed(digits)} %`
}

/** How long a run took, in seconds; null while it has not ended. Clocks may be set back: never below 0. */
export function durationOf({
  startedAt,
  finishedAt,
}: Pick<RunView, 'startedAt' | 'finishedAt'>): number | null {
  return finishedAt === null ? null : Math.max(0, (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000)
}

const CAME_TO_ITS_END: Status[] = ['finished', 'needs-review', 'discarded', 'withdrawn']

type PictureCounts = Pick<
  IndexRunView,
  'status' | 'modelCount' | 'embeddedCount' | 'reusedCount' | 'failureCount'
>

/** How many models have a picture that another one has, too; 0 for a run that has not gone through all of them. */
export function sharedPictures(run: PictureCounts): number {
  if (!CAME_TO_ITS_END.includes(run.status)) return 0
  return Math.max(0, run.modelCount - run.embeddedCount - run.reusedCount - run.failureCount)
}

/** What quality is measured by, as `npm run evaluate` and the README call it. */
export function qualityName(depth: number): string {
  return `Recall-capped precision@${depth}`
}
