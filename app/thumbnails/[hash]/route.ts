import { answer } from '@/lib/serving/answer'
import { thumbnailResponse } from '@/lib/serving/thumbnails'

export const GET = answer<{ hash: string }>((request, { hash }) => thumbnailResponse(request, hash))
