import 'server-only'
import { setTimeout as delay } from 'node:timers/promises'
import { beginningOf } from '@/lib/text/cut-text'
import type { AuditEntry } from '@/lib/database/database'
import { addressOf } from '@/lib/http/client-address'
import { endpoint, json } from '@/lib/http/endpoint'
import { ProblemError } from '@/lib/http/problem'
import { database } from '@/lib/serving/database'
import { write } from '@/lib/serving/write'
import { auditListSchema } from './schemas'
import type { AuditEntryView } from './views'

const SHOWN = 200
const MAX_DETAIL_LENGTH = 500
/** Only while another program keeps the database to itself is there more than one. */
const MAX_WAITING = 1_000
const AGAIN_AFTER_MS = 1_000
const READERS_PATIENCE_MS = 500

const waiting: (() => Promise<unknown>)[] = []
let writing: Promise<void> | null = null

/**
 * Has an entry written in the background, in order, as soon as nobody else keeps the database to itself: what was done
 * is done, and nobody waits for the note of it.
 */
export function writeLater(entry: () => Promise<unknown>): void {
  if (waiting.length >= MAX_WAITING) return console.error('An entry of the activity could not be kept.')
  waiting.push(entry)
  writing ??= writeWaiting().finally(() => (writing = null))
}

async function writeWaiting(): Promise<void> {
  for (let entry = waiting[0]; entry; entry = waiting[0]) {
    try {
      await entry()
      waiting.shift()
    } catch (error) {
      const isBusy = error instanceof ProblemError
      if (isBusy) await delay(AGAIN_AFTER_MS, undefined, { ref: false })
      else console.error(error, waiting.shift())
    }
  }
}

/** Writes down what an admin did. */
export function audit(
  request: Request,
  action: string,
  { runId = null, detail = null }: { runId?: number | null; detail?: string | null } = {},
): void {
  const entry: AuditEntry = {
    at: new Date(),
    action,
    runId,
    detail: detail && beginningOf(detail, MAX_DETAIL_LENGTH),
    address: addressOf(request),
  }
  writeLater(() => write(() => database().audit.writeAuditEntry(entry)))
}

/** The latest actions first. */
export async function readAuditEntries(): Promise<{ entries: AuditEntryView[] }> {
  if (writing) await Promise.race([writing, delay(READERS_PATIENCE_MS)])
  const entries = await database().audit.listAuditEntries(SHOWN)
  return { entries: entries.map(({ at, ...entry }) => ({ ...entry, at: at.toISOString() })) }
}

export const getAuditEntries = endpoint({
  route: 'GET /api/audit-entries',
  operationId: 'listAuditEntries',
  summary: 'What admins did',
  answers: { 200: json(auditListSchema, 'The latest actions first') },
  respond: readAuditEntries,
})
