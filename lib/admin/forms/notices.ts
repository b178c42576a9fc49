import 'server-only'
import { randomBytes } from 'node:crypto'
import { sealData, unsealData } from 'iron-session'
import { z } from 'zod'
import { env } from '@/lib/facts/env'
import { cutText } from '@/lib/text/cut-text'
import type { NoticeView } from '../views'

const KEPT_SECONDS = 10 * 60

/** What an address may be long, everywhere on the way. */
const MAX_LENGTH = 6_000

const notice = z.object({
  text: z.string(),
  fields: z.record(z.string(), z.string()),
  values: z.record(z.string(), z.string()),
})

declare global {
  /** Seals while the server has no secret. Here because Next evaluates modules more than once in a process. */
  var recASketchNoticeSecret: string | undefined
}

function secret(): string {
  globalThis.recASketchNoticeSecret ??= randomBytes(32).toString('hex')
  return env().sessionSecret ?? globalThis.recASketchNoticeSecret
}

/**
 * Puts what the next page is to say into a text that nobody can make up: the page may come from another server than the one
 * that has it to say.
 */
export async function sealNotice(said: NoticeView): Promise<string> {
  const sealed = await sealData({ said }, { password: secret(), ttl: KEPT_SECONDS })
  // What was filled in is the longest, and the first that can be done without.
  return sealed.length <= MAX_LENGTH ? sealed : sealNotice(shorter(said))
}

function shorter({ text, fields, values }: NoticeView): NoticeView {
  if (Object.keys(values).length > 0) return { text, fields, values: {} }
  if (Object.keys(fields).length > 0) return { text, fields: {}, values: {} }
  return { text: cutText(text, Math.floor(text.length / 2)), fields, values }
}

/** What a page that is called with `?said=TEXT` is to say, for some minutes; null for nothing. */
export async function readNotice(said: string | string[] | undefined): Promise<NoticeView | null> {
  if (typeof said !== 'string') return null
  const unsealed = await unsealData(said, { password: secret(), ttl: KEPT_SECONDS }).catch(() => null)
  return z.object({ said: notice }).safeParse(unsealed).data?.said ?? null
}
