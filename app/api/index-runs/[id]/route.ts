import { adminAnswer, parseBody, parseRunId } from '@/lib/admin/access/admin-answer'
import { indexRuns } from '@/lib/admin/runs/index-runs'
import { requireRun } from '@/lib/admin/runs/run-kind'
import { steerSchema } from '@/lib/admin/schemas'
import { steerRun } from '@/lib/admin/runs/steer-run'

export const GET = adminAnswer<{ id: string }>((request, { id }) => requireRun(indexRuns, parseRunId(id)))

export const PATCH = adminAnswer<{ id: string }>(async (request, { id }) => {
  const { action } = await parseBody(request, steerSchema)
  return steerRun(request, indexRuns, parseRunId(id), action)
})

export const DELETE = adminAnswer<{ id: string }>(async (request, { id }) => {
  await steerRun(request, indexRuns, parseRunId(id), 'delete')
  return new Response(null, { status: 204 })
})
