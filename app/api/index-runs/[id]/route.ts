import { adminAnswer, parseBody, parseRunId } from '@/lib/admin/admin-answer'
import { requireIndexRun } from '@/lib/admin/index-runs'
import { steerSchema } from '@/lib/admin/schemas'
import { steerIndexRun } from '@/lib/admin/steer-run'

export const GET = adminAnswer<{ id: string }>((request, { id }) => requireIndexRun(parseRunId(id)))

export const PATCH = adminAnswer<{ id: string }>(async (request, { id }) => {
  const { action } = await parseBody(request, steerSchema)
  return steerIndexRun(request, parseRunId(id), action)
})

export const DELETE = adminAnswer<{ id: string }>(async (request, { id }) => {
  await steerIndexRun(request, parseRunId(id), 'delete')
  return new Response(null, { status: 204 })
})
