import 'server-only'
import { env } from '@/lib/facts/env'
import type { Access } from '@/lib/http/endpoint'
import { ProblemError } from '@/lib/http/problem'
import { foreignOrigin, isOwnOrigin } from './origin'
import { findSession } from './session'
import { cookieOf } from './session-cookie'

const READING = ['GET', 'HEAD']

/**
 * Lets a request pass to what answers it, and returns the id of its session where one is asked for, else nothing.
 *
 * @throws ProblemError 403 for a change that another site's page asks for, 401 where a session is asked for and is not
 *   valid.
 */
export async function admit(request: Request, access: Access): Promise<string> {
  if (!READING.includes(request.method) && !isOwnOrigin(request.headers, env())) {
    throw new ProblemError(403, foreignOrigin(request.headers, env()))
  }
  if (access === 'anybody') return ''
  const sessionId = await findSession(cookieOf(request))
  if (sessionId !== null) return sessionId
  throw new ProblemError(401, 'Log in first: POST the password to /api/session, and send its cookie along.')
}
