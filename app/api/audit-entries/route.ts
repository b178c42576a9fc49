import { adminAnswer } from '@/lib/admin/admin-answer'
import { readAuditEntries } from '@/lib/admin/audit'

export const GET = adminAnswer(() => readAuditEntries())
