import Link from 'next/link'
import { TEXT_LINK } from '@/components/ui/looks'
import type { AuditEntryView, JobView } from '@/lib/admin/views'
import { Aside, Table } from '../ui/table'
import { optionsInWords } from './crawls/crawl-words'
import { Moment } from './moment'

type Props = { entries: AuditEntryView[]; jobs: readonly JobView[] }

/** What was done on the dashboard, and from where, the latest first. */
export function AuditTrail({ entries, jobs }: Props) {
  return (
    <Table
      label="What was done"
      heads={[{ name: 'When' }, { name: 'What' }, { name: 'Run or crawl' }, { name: 'From' }]}
    >
      {entries.map(({ id, at, action, runId, job, detail, address }) => (
        <tr key={id}>
          <td>
            <Moment at={at} />
          </td>
          <td>
            {action}
            {detail && <Aside>{detailInWords(action, detail)}</Aside>}
          </td>
          <td>
            <RunNumber runId={runId} page={jobs.find(({ name }) => name === job)?.page ?? null} />
          </td>
          <td>{address ?? '–'}</td>
        </tr>
      ))}
    </Table>
  )
}

/** The number of a run or crawl; once it is deleted it leads nowhere. */
function RunNumber({ runId, page }: { runId: number | null; page: string | null }) {
  if (runId === null) return '–'
  if (page === null) return <>{runId}, deleted</>
  return (
    <Link href={`${page}/${runId}`} prefetch={false} className={TEXT_LINK}>
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
