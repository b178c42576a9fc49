import { answer } from '@/lib/serving/answer'
import { readHealth } from '@/lib/serving/health'

export const dynamic = 'force-dynamic'

export const GET = answer(() => readHealth())
