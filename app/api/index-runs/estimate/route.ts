import { adminAnswer } from '@/lib/admin/access/admin-answer'
import { estimateRun } from '@/lib/admin/runs/estimate'
import { estimateParameters } from '@/lib/admin/parameters'
import { parseParameters } from '@/lib/serving/parameters'

export const GET = adminAnswer((request) => estimateRun(parseParameters(request, estimateParameters)))
