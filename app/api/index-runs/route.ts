import { adminAnswer, parseBody } from '@/lib/admin/access/admin-answer'
import { listIndexRuns } from '@/lib/admin/runs/index-runs'
import { listRunsParameters } from '@/lib/admin/parameters'
import { startSchema } from '@/lib/admin/schemas'
import { startIndexRun } from '@/lib/admin/runs/start-index-run'
import { parseParameters } from '@/lib/serving/parameters'

export const GET = adminAnswer((request) => {
  const { before, limit } = parseParameters(request, listRunsParameters)
  return listIndexRuns(before, limit)
})

export const POST = adminAnswer(async (request) =>
  Response.json(await startIndexRun(request, await parseBody(request, startSchema)), { status: 202 }),
)
