import { adminAnswer } from '@/lib/admin/access/admin-answer'
import { readAuditEntries } from '@/lib/admin/audit'

export const GET = adminAnswer(() => readAuditEntries())
