import { adminAnswer } from '@/lib/admin/access/admin-answer'
import { followActivity } from '@/lib/admin/runs/run-events'

export const GET = adminAnswer((request, _, sessionId) => followActivity(request, sessionId))
