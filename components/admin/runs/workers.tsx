import { Section } from '@/components/ui/section'
import { Status } from '@/components/ui/status'
import { Aside, FigureCell, Table } from '@/components/ui/table'
import type { WorkerView } from '@/lib/admin/views'
import { capitalise } from '@/lib/text/capitalise'
import { formatSeconds } from '@/lib/text/format-seconds'
import { Moment } from '../moment'

/** The processes that do the work of runs, and what each of them does. */
export function Workers({ workers }: { workers: WorkerView[] }) {
  return (
    <Section id="workers" title="Workers">
      {workers.length === 0 ? (
        <p className="text-muted">
          No worker is running, and the work of runs is theirs. Start one on any machine:{' '}
          <code className="text-ink">npm run worker</code>
        </p>
      ) : (
        <Table
          label="Workers"
          heads={[
            { name: 'Host' },
            { name: 'What it does' },
            { name: 'Images\na second', isFigure: true },
            { name: 'Heard of', isFigure: true },
            { name: 'Since' },
            { name: 'Engine, version' },
          ]}
        >
          {workers.map((worker) => (
            <tr key={worker.id}>
              <th scope="row" className="min-w-28">
                {worker.host}
                <Aside>process {worker.pid}</Aside>
              </th>
              <td className="min-w-56">
                {worker.isSilent ? <Status status="silent">Silent</Status> : capitalise(worker.state)}
                {worker.isSilent && <Aside>last: {worker.state}</Aside>}
              </td>
              <FigureCell>
                {worker.rate === null || worker.isSilent
                  ? '–'
                  : worker.rate.toFixed(worker.rate < 10 ? 1 : 0)}
              </FigureCell>
              <FigureCell>
                {worker.silentSeconds < 10 ? 'now' : `${formatSeconds(worker.silentSeconds)} ago`}
              </FigureCell>
              <td>
                <Moment at={worker.startedAt} />
              </td>
              <td>
                {worker.engine}
                <Aside>{worker.version}</Aside>
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Section>
  )
}
