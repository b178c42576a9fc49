import { adminApi } from '@/lib/admin/openapi'
import { answer } from '@/lib/serving/answer'
import { openApiDocument } from '@/lib/serving/openapi'

export const dynamic = 'force-dynamic'

export const GET = answer(() => openApiDocument(adminApi))
