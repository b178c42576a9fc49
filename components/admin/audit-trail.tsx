import Link from 'next/link'
import type { AuditEntryView } from '@/lib/admin/views'
import { Moment } from './moment'

/** What was done on the dashboard, and from where, the latest first. */
export function AuditTrail({ entries }: { entries: AuditEntryView[] }) {
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label="What was done">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">What</th>
            <th scope="col">Run</th>
            <th scope="col">From</th>
          </tr>
        </thead>
        <tbody>
          {entries.map(({ id, at, action, runId, detail, address }) => (
            <tr key={id}>
              <td>
                <Moment at={at} />
              </td>
              <td>
                {action}
                {detail && <small>{detail}</small>}
              </td>
              <td>
                {runId === null ? (
                  '–'
                ) : (
                  <Link href={`/admin/runs/${runId}`} prefetch={false} className="text-link">
                    {runId}
                  </Link>
                )}
              </td>
              <td>{address ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
