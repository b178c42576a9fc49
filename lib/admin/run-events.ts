import 'server-only'
import { eventStream } from './event-stream'
import { readActivity, readIndexRun, requireIndexRun } from './index-runs'
import { findSession } from './session'
import { cookieOf } from './session-cookie'

const ACTIVE = ['running', 'paused']

/** Follows a run until it has ended. @throws ProblemError 404 */
export async function followIndexRun(request: Request, id: number): Promise<Response> {
  await requireIndexRun(id)
  return eventStream(request, {
    read: () => readIndexRun(id),
    isLast: ({ status }) => !ACTIVE.includes(status),
    isAllowed: () => isLoggedIn(request),
  })
}

/** Follows which run is active, whoever starts it. */
export function followActivity(request: Request): Response {
  return eventStream(request, {
    read: readActivity,
    isLast: () => false,
    isAllowed: () => isLoggedIn(request),
  })
}

async function isLoggedIn(request: Request): Promise<boolean> {
  return (await findSession(cookieOf(request))) !== null
}
