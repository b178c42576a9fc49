import 'server-only'
import { eventStream } from './event-stream'
import { readActivity } from './index-runs'
import { readRun, requireRun, type RunKind } from './run-kind'
import { isWatched } from './shared-poll'
import type { RunView } from '../views'

const ACTIVE = ['waiting', 'running', 'paused']

/** Follows a run until it has ended. @throws ProblemError 404 */
export async function followRun(
  request: Request,
  sessionId: string,
  kind: RunKind<RunView>,
  id: number,
): Promise<Response> {
  const key = `${kind.job.name} ${id}`
  if (!isWatched(key)) await requireRun(kind, id)
  return eventStream(request, sessionId, {
    key,
    read: () => readRun(kind, id),
    isLast: ({ status }) => !ACTIVE.includes(status),
  })
}

/** Follows which run is active, whoever starts it. */
export function followActivity(request: Request, sessionId: string): Response {
  return eventStream(request, sessionId, { key: 'activity', read: readActivity, isLast: () => false })
}
