import { adminAnswer, parseRunId } from '@/lib/admin/admin-answer'
import { crawls } from '@/lib/admin/crawls'
import { followRun } from '@/lib/admin/run-events'

export const GET = adminAnswer<{ id: string }>((request, { id }) =>
  followRun(request, crawls, parseRunId(id)),
)
