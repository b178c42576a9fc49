import type { PrismaClient } from './generated/client'

/** Begins a session, and forgets those that have expired. */
export async function createSession(
  prisma: PrismaClient,
  session: { id: string; createdAt: Date; expiresAt: Date },
): Promise<void> {
  await prisma.$transaction([
    prisma.adminSession.deleteMany({ where: { expiresAt: { lt: session.createdAt } } }),
    prisma.adminSession.create({ data: session }),
  ])
}

/** When a session ends; null when there is none of this id. */
export async function findSessionEnd(prisma: PrismaClient, id: string): Promise<Date | null> {
  const session = await prisma.adminSession.findUnique({ where: { id }, select: { expiresAt: true } })
  return session?.expiresAt ?? null
}

export async function deleteSession(prisma: PrismaClient, id: string): Promise<void> {
  await prisma.adminSession.deleteMany({ where: { id } })
}
