import 'server-only'
import { FAILED_LOGIN } from '@/lib/database/database'
import { addressOf } from '@/lib/http/client-address'
import { database } from '@/lib/serving/database'
import { write } from '@/lib/serving/write'
import { writeLater } from './audit'

/** Wrong passwords of one address within this time are one entry of the activity. */
const TOGETHER_MS = 60 * 60_000
/** Further addresses within that time are one entry, too. */
const MAX_ADDRESSES = 50
const AMENDED_EVERY_MS = 10_000

type Attempts = {
  address: string | null
  count: number
  first: Date
  last: Date
  /** Of the entry that tells of them, once it is written. */
  entryId: number | null
  isWaiting: boolean
}

let attempts = new Map<string | null, Attempts>()
let since = Number.NEGATIVE_INFINITY

/**
 * Takes note that somebody gave a wrong password. However many there are, they make few entries: nobody fills the
 * database without having one.
 */
export function auditFailedLogin(request: Request): void {
  if (performance.now() - since > TOGETHER_MS) {
    attempts = new Map()
    since = performance.now()
  }
  const given = addressOf(request)
  const address = attempts.has(given) || attempts.size < MAX_ADDRESSES ? given : null
  const now = new Date()
  const known = attempts.get(address)
  if (!known) {
    const first = { address, count: 1, first: now, last: now, entryId: null, isWaiting: false }
    attempts.set(address, first)
    writeLater(() => writeDown(first))
    return
  }
  known.count++
  known.last = now
  if (known.isWaiting) return
  known.isWaiting = true
  setTimeout(() => {
    known.isWaiting = false
    writeLater(() => writeDown(known))
  }, AMENDED_EVERY_MS).unref()
}

async function writeDown(told: Attempts): Promise<void> {
  const { entryId, first, address } = told
  const detail = describe(told)
  if (entryId !== null) return write(() => database().audit.amendAuditEntry(entryId, detail))
  const entry = { at: first, action: FAILED_LOGIN, runId: null, detail, address }
  told.entryId = await write(() => database().audit.writeAuditEntry(entry))
}

/** How often, and until when; nothing of a single one. */
function describe({ count, last }: Attempts): string | null {
  return count === 1
    ? null
    : `${count} times, the last at ${last.toISOString().slice(0, 16).replace('T', ', ')} UTC`
}
