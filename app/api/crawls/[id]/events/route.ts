import { adminAnswer, parseRunId } from '@/lib/admin/access/admin-answer'
import { crawls } from '@/lib/admin/runs/crawls'
import { followRun } from '@/lib/admin/runs/run-events'

export const GET = adminAnswer<{ id: string }>((request, { id }, sessionId) =>
  followRun(request, sessionId, crawls, parseRunId(id)),
)
