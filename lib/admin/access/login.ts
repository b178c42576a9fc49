import 'server-only'
import { env } from '@/lib/env'
import { ProblemError } from '@/lib/serving/problems'
import { assertOwnOrigin, parseBody } from './admin-answer'
import { audit } from '../audit'
import { type LoginGate, loginGate } from './login-delay'
import { loginSchema } from '../schemas'
import { isSeenByHttps } from './origin'
import { closeSession, findSession, isAdminPassword, openSession } from './session'
import { cookieOf, sessionCookie } from './session-cookie'

declare global {
  /** Here because Next evaluates modules more than once in a process. */
  var recASketchLoginGate: LoginGate | undefined
}

function gate(): LoginGate {
  globalThis.recASketchLoginGate ??= loginGate()
  return globalThis.recASketchLoginGate
}

/**
 * Logs in.
 *
 * @throws ProblemError 401 for a wrong password, 429 too soon after wrong ones, 503 while there is none.
 */
export async function logIn(request: Request): Promise<Response> {
  assertOwnOrigin(request)
  const { password } = await parseBody(request, loginSchema)
  const seconds = Math.ceil(gate().wait() / 1000)
  if (seconds > 0) {
    throw new ProblemError(429, `Too many wrong passwords. Try again in ${seconds} s.`, {
      'retry-after': String(seconds),
    })
  }
  gate().attempt()
  if (!isAdminPassword(password)) {
    await audit(request, 'login failed')
    throw new ProblemError(401, 'That is not the password. It is in the server’s .env, as ADMIN_PASSWORD.')
  }
  gate().succeed()
  const session = await openSession()
  await audit(request, 'login')
  return Response.json(
    { expiresAt: session.expiresAt.toISOString() },
    {
      headers: {
        'set-cookie': sessionCookie(session, isSeenByHttps(request, env())),
        'cache-control': 'no-store',
      },
    },
  )
}

/** Ends the session behind a request, so that its cookie opens nothing any more, wherever it was copied to. */
export async function logOut(request: Request): Promise<Response> {
  assertOwnOrigin(request)
  const id = await findSession(cookieOf(request))
  if (id) {
    await closeSession(id)
    await audit(request, 'logout')
  }
  return new Response(null, {
    status: 204,
    headers: {
      'set-cookie': sessionCookie(null, isSeenByHttps(request, env())),
      'cache-control': 'no-store',
    },
  })
}
