import { adminAnswer, parseRunId } from '@/lib/admin/access/admin-answer'
import { crawls } from '@/lib/admin/runs/crawls'
import { logParameters } from '@/lib/admin/parameters'
import { requireRun } from '@/lib/admin/runs/run-kind'
import { readLog } from '@/lib/admin/runs/run-log'
import { parseParameters } from '@/lib/serving/parameters'

export const GET = adminAnswer<{ id: string }>(async (request, { id }) => {
  const { after } = parseParameters(request, logParameters)
  const run = await requireRun(crawls, parseRunId(id))
  return readLog(run.id, after)
})
