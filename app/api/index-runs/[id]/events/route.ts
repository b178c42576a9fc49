import { adminAnswer, parseRunId } from '@/lib/admin/admin-answer'
import { indexRuns } from '@/lib/admin/index-runs'
import { followRun } from '@/lib/admin/run-events'

export const GET = adminAnswer<{ id: string }>((request, { id }) =>
  followRun(request, indexRuns, parseRunId(id)),
)
