import 'server-only'
import { eventStream } from './event-stream'
import { readActivity } from './index-runs'
import { requireRun, type RunKind } from './run-kind'
import { findSession } from '../access/session'
import { cookieOf } from '../access/session-cookie'
import type { RunView } from '../views'

const ACTIVE = ['running', 'paused']

/** Follows a run until it has ended. @throws ProblemError 404 */
export async function followRun<View extends RunView>(
  request: Request,
  kind: RunKind<View>,
  id: number,
): Promise<Response> {
  await requireRun(kind, id)
  return eventStream(request, {
    read: () => kind.read(id),
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
