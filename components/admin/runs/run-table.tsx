import { Aside, FigureCell, Table } from '@/components/ui/table'
import { TEXT_LINK } from '@/components/ui/looks'
import Link from 'next/link'
import { formatSeconds } from '@/lib/text/format-seconds'
import type { IndexRunView } from '@/lib/admin/views'
import { Moment } from '../moment'
import { durationOf, modeWords, percent } from './run-words'
import { StatusMark } from './status-mark'

const HEADS = [
  { name: 'Run' },
  { name: 'Outcome' },
  { name: 'Started' },
  { name: 'Took', isFigure: true },
  { name: 'Models', isFigure: true },
  { name: 'Pictures embedded', isFigure: true },
  { name: 'A second', isFigure: true },
  { name: 'Failed', isFigure: true },
  { name: 'Changed', isFigure: true },
  { name: 'Recall-capped precision@10', isFigure: true },
  { name: 'Recipe, engine' },
]

/** Runs side by side, the newest first. */
export function RunTable({ runs }: { runs: IndexRunView[] }) {
  return (
    <Table label="Runs" heads={HEADS}>
      {runs.map((run) => (
        <Row key={run.id} run={run} />
      ))}
    </Table>
  )
}

function Row({ run }: { run: IndexRunView }) {
  const { id, startedAt, modelCount, embeddedCount, failureCount, comparison, recipe, engine, metrics } = run
  const duration = durationOf(run)
  const msPerImage = metrics?.msPerImage
  return (
    <tr>
      <th scope="row">
        <Link href={`/admin/runs/${id}`} prefetch={false} className={TEXT_LINK}>
          {id}
        </Link>
      </th>
      <td>
        <StatusMark run={run} />
      </td>
      <td>
        <Moment at={startedAt} />
        <Aside>
          {modeWords(run)}, from the {run.startedBy}
        </Aside>
      </td>
      <FigureCell>{duration === null ? '–' : formatSeconds(duration)}</FigureCell>
      <FigureCell>{modelCount.toLocaleString('en')}</FigureCell>
      <FigureCell>{embeddedCount.toLocaleString('en')}</FigureCell>
      <FigureCell>{msPerImage === undefined ? '–' : (1000 / msPerImage).toFixed(0)}</FigureCell>
      <FigureCell>{failureCount.toLocaleString('en')}</FigureCell>
      <FigureCell>{percent(comparison?.changedShare)}</FigureCell>
      <FigureCell>
        {comparison?.quality?.recallCappedPrecision.toFixed(3) ?? '–'}
        {comparison?.quality && comparison.depth !== 10 && <Aside>@{comparison.depth}</Aside>}
      </FigureCell>
      <td>
        {recipe}
        <Aside>{engine}</Aside>
      </td>
    </tr>
  )
}
