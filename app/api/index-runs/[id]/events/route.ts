import { adminAnswer, parseRunId } from '@/lib/admin/admin-answer'
import { followIndexRun } from '@/lib/admin/run-events'

export const GET = adminAnswer<{ id: string }>((request, { id }) => followIndexRun(request, parseRunId(id)))
