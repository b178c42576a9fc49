import Link from 'next/link'
import type { AuditEntryView, JobView } from '@/lib/admin/views'
import { optionsInWords } from './crawls/crawl-words'
import { Moment } from './moment'

type Props = { entries: AuditEntryView[]; jobs: readonly JobView[] }

/** What was done on the dashboard, and from where, the latest first. */
export function AuditTrail({ entries, jobs }: Props) {
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label="What was done">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">What</th>
            <th scope="col">Run or crawl</th>
            <th scope="col">From</th>
          </tr>
        </thead>
        <tbody>
          {entries.map(({ id, at, action, runId, job, detail, address }) => (
            <tr key={id}>
              <td>
                <Moment at={at} />
              </td>
              <td>
                {action}
                {detail && <small>{detailInWords(action, detail)}</small>}
              </td>
              <td>
                <RunNumber runId={runId} page={jobs.find(({ name }) => name === job)?.page ?? null} />
              </td>
              <td>{address ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** The number of a run or crawl; once it is deleted it leads nowhere. */
function RunNumber({ runId, page }: { runId: number | null; page: string | null }) {
  if (runId === null) return '–'
  if (page === null) return <>{runId}, deleted</>
  return (
    <Link href={`${page}/${runId}`} prefetch={false} className="text-link">
      {runId}
    </Link>
  )
}

/** The options of a crawl are written down as they are sent, and cut where they are long. */
function detailInWords(action: string, detail: string): string {
  if (action !== 'start crawl') return detail
  try {
    return optionsInWords(JSON.parse(detail))
  } catch {
    return detail
  }
}
