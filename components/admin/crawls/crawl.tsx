'use client'

import type { CrawlView, JobView, LogView } from '@/lib/admin/views'
import { Figure, Figures } from '@/components/ui/figures'
import { Status } from '@/components/ui/status'
import { optionsInWords } from './crawl-words'
import { Times } from '../runs/times'
import { LiveRun } from '../runs/live-run'
import { type Column, RunTable } from '../runs/run-table'
import { STATUS_WORDS } from '../runs/run-words'

function CrawlMark({ run: { status, outcome } }: { run: CrawlView }) {
  const isCutShort = status === 'finished' && outcome === 'budget'
  return <Status status={status}>{isCutShort ? 'All requests made' : STATUS_WORDS[status]}</Status>
}

/** In the order in which they are told. */
const COUNTS: [string, string][] = [
  ['added', 'Models added'],
  ['updated', 'Updated'],
  ['unchanged', 'Unchanged'],
  ['likes', 'Likes stored'],
  ['thumbnails', 'Thumbnails fetched'],
  ['thumbnailFailures', 'Thumbnails that could not be'],
  ['gone', 'Gone'],
  ['leftOut', 'Left out: age-restricted, noai, too few likes'],
  ['passedOver', 'Passed over: taken down here, or another source’s'],
  ['refused', 'Could not be read'],
  ['pages', 'Pages read'],
  ['requests', 'Requests'],
  ['waits', 'Waits for the server'],
]

/** Those that say something even when they are 0. */
const TELLING = ['added', 'thumbnails', 'requests']

const countOf =
  (name: string) =>
  ({ counts }: CrawlView) =>
    counts?.[name]?.toLocaleString('en') ?? '–'

const COLUMNS: Column<CrawlView>[] = [
  { head: 'Asked for', text: ({ options }) => optionsInWords(options) },
  { head: 'Added', figure: countOf('added') },
  { head: 'Updated', figure: countOf('updated') },
  { head: 'Thumbnails', figure: countOf('thumbnails') },
]

/** Crawls side by side, the newest first. */
export function CrawlTable({ job, runs }: { job: JobView; runs: CrawlView[] }) {
  return <RunTable job={job} runs={runs} mark={(run) => <CrawlMark run={run} />} columns={COLUMNS} />
}

/** The page of a crawl. */
export function LiveCrawl({ job, run, log }: { job: JobView; run: CrawlView; log: LogView }) {
  return (
    <LiveRun
      job={job}
      run={run}
      log={log}
      mark={(run) => <CrawlMark run={run} />}
      figures={(run) => <RunFigures run={run} />}
    />
  )
}

/** What a crawl was asked for, and what it has brought. */
function RunFigures({ run }: { run: CrawlView }) {
  return (
    <Figures>
      <Figure name="Asked for" isWide>
        {optionsInWords(run.options)}, from the {run.startedBy}
      </Figure>
      {COUNTS.map(([name, words]) => {
        const count = run.counts?.[name]
        if (count === undefined || (count === 0 && !TELLING.includes(name))) return null
        return (
          <Figure key={name} name={words}>
            {count.toLocaleString('en')}
          </Figure>
        )
      })}
      <Times run={run} />
    </Figures>
  )
}
