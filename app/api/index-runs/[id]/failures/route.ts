import { adminAnswer, parseRunId } from '@/lib/admin/admin-answer'
import { readFailures } from '@/lib/admin/failures'
import { requireIndexRun } from '@/lib/admin/index-runs'

export const GET = adminAnswer<{ id: string }>(async (request, { id }) => {
  const run = await requireIndexRun(parseRunId(id))
  return readFailures(run.id)
})
