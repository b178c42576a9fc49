import Link from 'next/link'
import type { ReactNode } from 'react'
import { Aside, FigureCell, Table } from '@/components/ui/table'
import { TEXT_LINK } from '@/components/ui/looks'
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
    <Table
      label={`${name}s`}
      heads={[
        { name },
        { name: 'Outcome' },
        { name: 'Started' },
        { name: 'Took', isFigure: true },
        ...columns.map(({ head, figure }) => ({ name: head, isFigure: figure !== undefined })),
      ]}
    >
      {runs.map((run) => {
        const duration = durationOf(run)
        return (
          <tr key={run.id}>
            <th scope="row">
              <Link href={`${job.page}/${run.id}`} prefetch={false} className={TEXT_LINK}>
                {run.id}
              </Link>
            </th>
            <td>{mark(run)}</td>
            <td>
              <Moment at={run.startedAt} />
              <Aside>
                {asked?.(run)}from the {run.startedBy}
              </Aside>
            </td>
            <FigureCell>{duration === null ? '–' : formatSeconds(duration)}</FigureCell>
            {columns.map(({ head, figure, text }) =>
              figure ? <FigureCell key={head}>{figure(run)}</FigureCell> : <td key={head}>{text(run)}</td>,
            )}
          </tr>
        )
      })}
    </Table>
  )
}
