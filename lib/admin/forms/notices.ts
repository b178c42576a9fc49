import 'server-only'
import { randomUUID } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { NoticeView } from '../views'

const KEPT = 200
const KEPT_MS = 10 * 60_000

declare global {
  /** Here because Next evaluates modules more than once in a process. */
  var recASketchNotices: LRUCache<string, NoticeView> | undefined
}

function notices(): LRUCache<string, NoticeView> {
  globalThis.recASketchNotices ??= new LRUCache({ max: KEPT, ttl: KEPT_MS })
  return globalThis.recASketchNotices
}

/** Keeps for some minutes what the next page is to say, under a name that nobody can make up, and returns the name. */
export function keepNotice(notice: NoticeView): string {
  const name = randomUUID()
  notices().set(name, notice)
  return name
}

/** What a page that is called with `?said=NAME` is to say; null for nothing. */
export function readNotice(said: string | string[] | undefined): NoticeView | null {
  return (typeof said === 'string' && notices().get(said)) || null
}
