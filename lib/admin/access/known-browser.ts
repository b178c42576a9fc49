import 'server-only'
import { randomUUID } from 'node:crypto'
import { sealData, unsealData } from 'iron-session'
import { z } from 'zod'
import { env } from '@/lib/facts/env'
import { cookieHeader, cookieOf } from './session-cookie'

const KNOWN_BROWSER_COOKIE = 'rec-a-sketch-browser'
const KNOWN_SECONDS = 180 * 24 * 60 * 60

const sealedBrowser = z.object({ browser: z.string() })

/**
 * The name of a browser that has logged in here before; null for any other. It opens nothing: it only keeps a turn for
 * whoever has it, however many others give passwords.
 */
export async function knownBrowser(request: Request): Promise<string | null> {
  const { sessionSecret } = env()
  const value = cookieOf(request, KNOWN_BROWSER_COOKIE)
  if (!value || sessionSecret === undefined) return null
  const unsealed = await unsealData(value, { password: sessionSecret, ttl: KNOWN_SECONDS }).catch(() => null)
  return sealedBrowser.safeParse(unsealed).data?.browser ?? null
}

/** The header that lets a browser be known the next time. */
export async function knownBrowserCookie(sessionSecret: string, isSecure: boolean): Promise<string> {
  const value = await sealData({ browser: randomUUID() }, { password: sessionSecret, ttl: KNOWN_SECONDS })
  return cookieHeader(KNOWN_BROWSER_COOKIE, value, `Max-Age=${KNOWN_SECONDS}`, isSecure)
}
