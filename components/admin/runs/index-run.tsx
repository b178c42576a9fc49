'use client'

import type { ReactNode } from 'react'
import type { IndexRunView, JobView, LogView } from '@/lib/admin/views'
import { formatSeconds } from '@/lib/text/format-seconds'
import { Aside } from '@/components/ui/table'
import { Figure, Figures } from '@/components/ui/figures'
import { Status } from '@/components/ui/status'
import { Moment } from '../moment'
import { Times } from './times'
import { LiveRun } from './live-run'
import { type Column, RunTable } from './run-table'
import { modeWords, type OutcomeView, outcomeWords, percent, sharedPictures } from './run-words'

/** What became of an index run, as a dot and a word. */
export function IndexRunMark({ run }: { run: OutcomeView }) {
  return <Status status={run.isPublished ? 'published' : run.status}>{outcomeWords(run)}</Status>
}

const COLUMNS: Column<IndexRunView>[] = [
  { head: 'Models', figure: ({ modelCount }) => modelCount.toLocaleString('en') },
  { head: 'Pictures\nembedded', figure: ({ embeddedCount }) => embeddedCount.toLocaleString('en') },
  {
    head: 'A second',
    figure: ({ metrics }) =>
      metrics?.msPerImage === undefined ? '–' : (1000 / metrics.msPerImage).toFixed(0),
  },
  { head: 'Failed', figure: ({ failureCount }) => failureCount.toLocaleString('en') },
  { head: 'Changed', figure: ({ comparison }) => percent(comparison?.changedShare) },
  {
    head: 'Recall-capped\nprecision@10',
    figure: ({ comparison }) => (
      <>
        {comparison?.quality?.recallCappedPrecision.toFixed(3) ?? '–'}
        {comparison?.quality && comparison.depth !== 10 && <Aside>@{comparison.depth}</Aside>}
      </>
    ),
  },
  {
    head: 'Recipe, engine',
    text: ({ recipe, engine }) => (
      <>
        {recipe}
        <Aside>{engine}</Aside>
      </>
    ),
  },
]

/** Index runs side by side, the newest first. */
export function IndexRunTable({ job, runs }: { job: JobView; runs: IndexRunView[] }) {
  return (
    <RunTable
      job={job}
      runs={runs}
      mark={(run) => <IndexRunMark run={run} />}
      asked={(run) => `${modeWords(run)}, `}
      columns={COLUMNS}
    />
  )
}

type Props = { job: JobView; run: IndexRunView; log: LogView; children: ReactNode }

/** The page of an index run; what does not change while it is active are the children. */
export function LiveIndexRun({ job, run, log, children }: Props) {
  return (
    <LiveRun
      job={job}
      run={run}
      log={log}
      reasons={run.comparison?.reasons}
      mark={(run) => <IndexRunMark run={run} />}
      figures={(run) => <RunFigures run={run} stages={job.stages} />}
    >
      {children}
    </LiveRun>
  )
}

/** What an index run did, in figures. */
function RunFigures({ run, stages }: { run: IndexRunView; stages: JobView['stages'] }) {
  const { metrics } = run
  const measured = stages.flatMap(({ name, title }) => {
    const seconds = metrics?.[name]
    return seconds === undefined ? [] : [`${title} ${formatSeconds(seconds)}`]
  })
  return (
    <Figures>
      <Figure name="What">
        {modeWords(run)}, from the {run.startedBy}
      </Figure>
      <Figure name="Recipe">{run.recipe}</Figure>
      <Figure name="Engine">{run.engine}</Figure>
      <Figure name="Models">{run.modelCount.toLocaleString('en')}</Figure>
      <Figure name="Neighbours a model">{run.neighbours}</Figure>
      <Figure name="Embedded">
        {picturesOf(run.embeddedCount)} now, {run.reusedCount.toLocaleString('en')} before
        <SharedPictures run={run} />
      </Figure>
      <Figure name="Failed">{run.failureCount.toLocaleString('en')}</Figure>
      <Times run={run} />
      {run.publishedAt && (
        <Figure name="Published last">
          <Moment at={run.publishedAt} />
        </Figure>
      )}
      {metrics?.msPerImage !== undefined && (
        <Figure name="An image">{metrics.msPerImage.toFixed(1)} ms</Figure>
      )}
      {metrics?.peakMemoryMegabytes !== undefined && (
        <Figure name="Peak memory">{Math.round(metrics.peakMemoryMegabytes).toLocaleString('en')} MB</Figure>
      )}
      {measured.length > 0 && (
        <Figure name="Stages" isWide>
          {measured.join(' · ')}
        </Figure>
      )}
    </Figures>
  )
}

const picturesOf = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'picture' : 'pictures'}`

/** Why there are fewer pictures than models, once all have been gone through. */
function SharedPictures({ run }: { run: IndexRunView }) {
  const count = sharedPictures(run)
  if (count === 0) return null
  return (
    <Aside>
      {count === 1 ? 'One model has' : `${count.toLocaleString('en')} models have`} the same picture as
      another
    </Aside>
  )
}
