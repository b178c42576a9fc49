import 'server-only'
import { setTimeout as delay } from 'node:timers/promises'
import { env } from '@/lib/facts/env'
import { addressOf } from '@/lib/http/client-address'
import { endpoint, json } from '@/lib/http/endpoint'
import { ProblemError } from '@/lib/http/problem'
import { database } from '@/lib/serving/database'
import { audit } from '../audit'
import { auditFailedLogin } from '../audit-failed-logins'
import { loginSchema, sessionSchema } from '../schemas'
import { knownBrowser, knownBrowserCookie } from './known-browser'
import { AT_ONCE, EVERY_MS, type LoginQueue, loginQueue, MAX_WAIT_SECONDS } from './login-delay'
import { isSeenByHttps } from './origin'
import { closeSession, findSession, isAdminPassword, openSession, requireSecrets } from './session'
import { cookieOf, sessionCookie } from './session-cookie'

declare global {
  /** Here because Next evaluates modules more than once in a process. */
  var recASketchLoginQueue: LoginQueue | undefined
}

function queue(): LoginQueue {
  globalThis.recASketchLoginQueue ??= loginQueue()
  return globalThis.recASketchLoginQueue
}

/** A session that has been opened or ended: what the browser is to keep of it. */
export type SessionChange = { expiresAt: Date; cookies: string[] }

/**
 * Opens a session for whoever has the password, in place of the one that the request came with.
 *
 * @throws ProblemError 401 for a wrong password, 429 when too many are given, 503 while there is none, or while the
 *   database is locked.
 */
export async function openAdminSession(request: Request, password: string): Promise<SessionChange> {
  const { sessionSecret } = requireSecrets()
  await waitForTurn(request)
  if (!isAdminPassword(password)) {
    auditFailedLogin(request)
    throw new ProblemError(401, 'That is not the password. It is in the server’s .env, as ADMIN_PASSWORD.')
  }
  const session = await openSession(await findSession(cookieOf(request)))
  audit(request, 'login')
  const isSecure = isSeenByHttps(request, env())
  const cookies = [sessionCookie(session, isSecure), await knownBrowserCookie(sessionSecret, isSecure)]
  return { expiresAt: session.expiresAt, cookies }
}

/** @throws ProblemError 429 */
async function waitForTurn(request: Request): Promise<void> {
  const browser = await knownBrowser(request)
  const lane = { isKnown: browser !== null, name: browser ?? addressOf(request) ?? '' }
  if ((await queue().turn(lane, request.signal)) && (await waitForOtherServers())) return
  throw new ProblemError(429, 'Too many passwords are being tried at the moment. Try again in 10 s.', {
    'retry-after': '10',
  })
}

/** Whether the turn comes soon that is this server's among all of the database. */
async function waitForOtherServers(): Promise<boolean> {
  const waitMs = await database().units.takeLoginTurn(EVERY_MS, AT_ONCE)
  if (waitMs > MAX_WAIT_SECONDS * 1000) return false
  if (waitMs > 0) await delay(waitMs)
  return true
}

/**
 * Ends the session behind a request, so that its cookie opens nothing any more, wherever it was copied to.
 *
 * @throws ProblemError 503 while the database is locked.
 */
export async function endAdminSession(request: Request): Promise<SessionChange> {
  const id = await findSession(cookieOf(request))
  if (id) {
    await closeSession(id)
    audit(request, 'logout')
  }
  return { expiresAt: new Date(0), cookies: [sessionCookie(null, isSeenByHttps(request, env()))] }
}

export const logIn = endpoint({
  route: 'POST /api/session',
  access: 'anybody',
  operationId: 'logIn',
  summary: 'Log in',
  body: loginSchema,
  answers: {
    200: json(sessionSchema, 'Logged in; the cookie is the session'),
    401: 'The wrong password',
    429: 'Too soon after wrong passwords; Retry-After says when',
    503: 'The server has no password',
  },
  async respond({ request, body }) {
    const { expiresAt, cookies } = await openAdminSession(request, body.password)
    return Response.json({ expiresAt: expiresAt.toISOString() }, { headers: withCookies(cookies) })
  },
})

export const logOut = endpoint({
  route: 'DELETE /api/session',
  access: 'anybody',
  operationId: 'logOut',
  summary: 'Log out',
  answers: { 204: 'Logged out' },
  async respond({ request }) {
    const { cookies } = await endAdminSession(request)
    return new Response(null, { status: 204, headers: withCookies(cookies) })
  },
})

/** The headers of an answer that gives or takes cookies, which nobody but the browser may keep. */
export function withCookies(cookies: readonly string[]): [string, string][] {
  return [...cookies.map((cookie): [string, string] => ['set-cookie', cookie]), ['cache-control', 'no-store']]
}
