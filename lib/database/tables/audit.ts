import type { PrismaClient } from '../sqlite/generated/client'

export type AuditEntry = {
  at: Date
  action: string
  runId: number | null
  detail: string | null
  address: string | null
}

export const FAILED_LOGIN = 'login failed'

/** How many entries are kept of what the admin did, and of who failed to be one: the second cannot push out the first. */
export const MAX_ENTRIES = 10_000
export const MAX_FAILED_LOGINS = 500

/** Adds an entry and forgets the oldest of its kind beyond what is kept. Returns its id. */
export async function writeAuditEntry(prisma: PrismaClient, entry: AuditEntry): Promise<number> {
  const isFailure = entry.action === FAILED_LOGIN
  return prisma.$transaction(async (database) => {
    const { id } = await database.auditEntry.create({ data: entry, select: { id: true } })
    await database.$executeRaw`
      DELETE FROM "AuditEntry" WHERE (action = ${FAILED_LOGIN}) = ${isFailure} AND id <= (
        SELECT id FROM "AuditEntry" WHERE (action = ${FAILED_LOGIN}) = ${isFailure}
        ORDER BY id DESC LIMIT 1 OFFSET ${isFailure ? MAX_FAILED_LOGINS : MAX_ENTRIES}
      )`
    return id
  })
}

/** Says more of what an entry tells; nothing happens once it is forgotten. */
export async function amendAuditEntry(
  prisma: PrismaClient,
  id: number,
  detail: string | null,
): Promise<void> {
  await prisma.auditEntry.updateMany({ where: { id }, data: { detail } })
}

/** The latest entries first, each with what its run is of, null for no run and one that is deleted. */
export async function listAuditEntries(
  prisma: PrismaClient,
  limit: number,
): Promise<(AuditEntry & { id: number; job: string | null })[]> {
  const entries = await prisma.auditEntry.findMany({ orderBy: { id: 'desc' }, take: limit })
  const runs = await prisma.run.findMany({
    where: { id: { in: entries.flatMap(({ runId }) => runId ?? []) } },
    select: { id: true, job: true },
  })
  const jobs = new Map(runs.map(({ id, job }) => [id, job]))
  return entries.map((entry) => ({
    ...entry,
    job: entry.runId === null ? null : (jobs.get(entry.runId) ?? null),
  }))
}
