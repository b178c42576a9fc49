import type { PrismaClient } from '../sqlite/generated/client'

/** More than one admin has screens. */
export const MAX_SESSIONS = 20

/**
 * Begins a session in place of another one, and forgets those that have expired, and of the rest the oldest when there
 * are more than twenty.
 *
 * @param replacedId the session that ends with this; null when there is none
 */
export async function beginSession(
  prisma: PrismaClient,
  session: { id: string; createdAt: Date; expiresAt: Date },
  replacedId: string | null,
): Promise<void> {
  await prisma.$transaction(async (database) => {
    await database.adminSession.create({ data: session })
    const tooMany = await database.adminSession.findMany({
      where: { id: { not: session.id } },
      orderBy: { createdAt: 'desc' },
      skip: MAX_SESSIONS - 1,
      select: { id: true },
    })
    const ended = [...tooMany.map(({ id }) => id), replacedId ?? '']
    await database.adminSession.deleteMany({
      where: { OR: [{ expiresAt: { lt: session.createdAt } }, { id: { in: ended } }] },
    })
  })
}

/** When a session ends; null when there is none of this id. */
export async function findSessionEnd(prisma: PrismaClient, id: string): Promise<Date | null> {
  const session = await prisma.adminSession.findUnique({ where: { id }, select: { expiresAt: true } })
  return session?.expiresAt ?? null
}

export async function deleteSession(prisma: PrismaClient, id: string): Promise<void> {
  await prisma.adminSession.deleteMany({ where: { id } })
}
