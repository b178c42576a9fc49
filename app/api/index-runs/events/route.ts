import { adminAnswer } from '@/lib/admin/admin-answer'
import { followActivity } from '@/lib/admin/run-events'

export const GET = adminAnswer((request) => followActivity(request))
