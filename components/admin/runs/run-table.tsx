import Link from 'next/link'
import type { ReactNode } from 'react'
import type { JobView, RunView } from '@/lib/admin/views'
import { capitalise } from '@/lib/text/capitalise'
import { formatSeconds } from '@/lib/text/format-seconds'
import { Moment } from '../moment'
import { durationOf } from './run-words'

/** What is told of the runs of one job alone: a text, or a figure. */
export type Column<View> = {
  /** May be of two lines. */
  head: string
} & (
  | { text: (run: View) => ReactNode; figure?: undefined }
  | { figure: (run: View) => ReactNode; text?: undefined }
)

type Props<View extends RunView> = {
  job: JobView
  runs: View[]
  /** What became of a run, in a word. */
  mark: (run: View) => ReactNode
  /** What it was to do, where that is in no column, to be followed by who started it. */
  asked?: (run: View) => string
  columns: Column<View>[]
}

/** Runs of a job side by side, the newest first. */
export function RunTable<View extends RunView>({ job, runs, mark, asked, columns }: Props<View>) {
  const name = capitalise(job.noun)
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={`${name}s`}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{name}</th>
            <th scope="col">Outcome</th>
            <th scope="col">Started</th>
            <th scope="col" className="figure">
              Took
            </th>
            {columns.map(({ head, figure }) => (
              <th key={head} scope="col" className={`whitespace-pre ${figure ? 'figure' : ''}`}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => {
            const duration = durationOf(run)
            return (
              <tr key={run.id}>
                <th scope="row">
                  <Link href={`${job.page}/${run.id}`} prefetch={false} className="text-link">
                    {run.id}
                  </Link>
                </th>
                <td>{mark(run)}</td>
                <td>
                  <Moment at={run.startedAt} />
                  <small>
                    {asked?.(run)}from the {run.startedBy}
                  </small>
                </td>
                <td className="figure">{duration === null ? '–' : formatSeconds(duration)}</td>
                {columns.map(({ head, figure, text }) => (
                  <td key={head} className={figure && 'figure'}>
                    {(figure ?? text)(run)}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
