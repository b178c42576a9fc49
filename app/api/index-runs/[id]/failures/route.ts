import { adminAnswer, parseRunId } from '@/lib/admin/admin-answer'
import { readFailures } from '@/lib/admin/failures'
import { indexRuns } from '@/lib/admin/index-runs'
import { requireRun } from '@/lib/admin/run-kind'

export const GET = adminAnswer<{ id: string }>(async (request, { id }) => {
  const run = await requireRun(indexRuns, parseRunId(id))
  return readFailures(run.id)
})
