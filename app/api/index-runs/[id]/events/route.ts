import { adminAnswer, parseRunId } from '@/lib/admin/access/admin-answer'
import { indexRuns } from '@/lib/admin/runs/index-runs'
import { followRun } from '@/lib/admin/runs/run-events'

export const GET = adminAnswer<{ id: string }>((request, { id }, sessionId) =>
  followRun(request, sessionId, indexRuns, parseRunId(id)),
)
