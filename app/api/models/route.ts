import { answer } from '@/lib/serving/answer'
import { listModels } from '@/lib/serving/models'
import { listParameters, parseParameters } from '@/lib/serving/parameters'

export const GET = answer((request) => listModels(parseParameters(request, listParameters)))
