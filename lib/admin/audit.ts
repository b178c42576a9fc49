import 'server-only'
import { cutText } from '@/lib/cut-text'
import { listAuditEntries, writeAuditEntry } from '@/lib/db/audit'
import { database } from '@/lib/serving/database'
import type { AuditEntryView } from './views'

const SHOWN = 200

/** Where a request says that it comes from: behind a proxy its client's own address, which can be made up. */
function addressOf(request: Request): string | null {
  const said = request.headers.get('x-forwarded-for')?.split(',')[0]?.trim()
  return said === undefined ? null : cutText(said, 64)
}

/** Writes down what an admin did, or somebody who tried to be one. */
export async function audit(
  request: Request,
  action: string,
  { runId = null, detail = null }: { runId?: number | null; detail?: string | null } = {},
): Promise<void> {
  await writeAuditEntry(database().prisma, {
    ...{ at: new Date(), action, runId, detail },
    address: addressOf(request),
  })
}

/** The latest actions first. */
export async function readAuditEntries(): Promise<{ entries: AuditEntryView[] }> {
  const entries = await listAuditEntries(database().prisma, SHOWN)
  return { entries: entries.map(({ at, ...entry }) => ({ ...entry, at: at.toISOString() })) }
}
