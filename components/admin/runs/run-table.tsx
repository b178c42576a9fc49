import Link from 'next/link'
import { formatSeconds } from '@/lib/text/format-seconds'
import type { IndexRunView } from '@/lib/admin/views'
import { Moment } from '../moment'
import { durationOf, modeWords, percent } from './run-words'
import { StatusMark } from './status-mark'

/** Runs side by side, the newest first. */
export function RunTable({ runs }: { runs: IndexRunView[] }) {
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label="Runs">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">Outcome</th>
            <th scope="col">Started</th>
            <th scope="col" className="figure">
              Took
            </th>
            <th scope="col" className="figure">
              Models
            </th>
            <th scope="col" className="figure">
              Pictures
              <br />
              embedded
            </th>
            <th scope="col" className="figure">
              A second
            </th>
            <th scope="col" className="figure">
              Failed
            </th>
            <th scope="col" className="figure">
              Changed
            </th>
            <th scope="col" className="figure">
              Recall-capped
              <br />
              precision@10
            </th>
            <th scope="col">Recipe, engine</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <Row key={run.id} run={run} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({ run }: { run: IndexRunView }) {
  const { id, startedAt, modelCount, embeddedCount, failureCount, comparison, recipe, engine, metrics } = run
  const duration = durationOf(run)
  const msPerImage = metrics?.msPerImage
  return (
    <tr>
      <th scope="row">
        <Link href={`/admin/runs/${id}`} prefetch={false} className="text-link">
          {id}
        </Link>
      </th>
      <td>
        <StatusMark run={run} />
      </td>
      <td>
        <Moment at={startedAt} />
        <small>
          {modeWords(run)}, from the {run.startedBy}
        </small>
      </td>
      <td className="figure">{duration === null ? '–' : formatSeconds(duration)}</td>
      <td className="figure">{modelCount.toLocaleString('en')}</td>
      <td className="figure">{embeddedCount.toLocaleString('en')}</td>
      <td className="figure">{msPerImage === undefined ? '–' : (1000 / msPerImage).toFixed(0)}</td>
      <td className="figure">{failureCount.toLocaleString('en')}</td>
      <td className="figure">{percent(comparison?.changedShare)}</td>
      <td className="figure">
        {comparison?.quality?.recallCappedPrecision.toFixed(3) ?? '–'}
        {comparison?.quality && comparison.depth !== 10 && <small>@{comparison.depth}</small>}
      </td>
      <td>
        {recipe}
        <small>{engine}</small>
      </td>
    </tr>
  )
}
