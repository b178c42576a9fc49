import { adminAnswer, parseRunId } from '@/lib/admin/access/admin-answer'
import { readFailures } from '@/lib/admin/failures'
import { indexRuns } from '@/lib/admin/runs/index-runs'
import { requireRun } from '@/lib/admin/runs/run-kind'

export const GET = adminAnswer<{ id: string }>(async (request, { id }) => {
  const run = await requireRun(indexRuns, parseRunId(id))
  return readFailures(run.id)
})
