import { answer } from '@/lib/serving/answer'
import { readModel } from '@/lib/serving/models'

export const GET = answer<{ uid: string }>((request, { uid }) => readModel(uid))
