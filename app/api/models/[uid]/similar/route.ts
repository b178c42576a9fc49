import { answer } from '@/lib/serving/answer'
import { parseParameters, similarParameters } from '@/lib/serving/parameters'
import { listSimilar } from '@/lib/serving/similar'

export const GET = answer<{ uid: string }>((request, { uid }) =>
  listSimilar(uid, parseParameters(request, similarParameters)),
)
