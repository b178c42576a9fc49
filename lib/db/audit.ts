import type { PrismaClient } from './generated/client'

export type AuditEntry = {
  at: Date
  action: string
  runId: number | null
  detail: string | null
  address: string | null
}

export async function writeAuditEntry(prisma: PrismaClient, entry: AuditEntry): Promise<void> {
  await prisma.auditEntry.create({ data: entry })
}

/** The latest entries first. */
export function listAuditEntries(
  prisma: PrismaClient,
  limit: number,
): Promise<(AuditEntry & { id: number })[]> {
  return prisma.auditEntry.findMany({ orderBy: { id: 'desc' }, take: limit })
}
