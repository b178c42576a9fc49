import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { COMMAND_PATIENCE_MS } from './connection'
import { PrismaClient } from './generated/client'

/** Does some work with the database opened through Prisma, and closes it whatever comes of it. */
export async function withPrisma<Result>(
  databaseFile: string,
  work: (prisma: PrismaClient) => Promise<Result>,
): Promise<Result> {
  const prisma = openPrisma(databaseFile)
  try {
    return await work(prisma)
  } finally {
    await prisma.$disconnect()
  }
}

/**
 * Opens the database through Prisma. The caller disconnects it.
 *
 * @param patienceMs how long a writer that finds the file locked waits, in which its process does nothing else
 */
export function openPrisma(databaseFile: string, patienceMs = COMMAND_PATIENCE_MS): PrismaClient {
  return new PrismaClient({
    adapter: new PrismaBetterSqlite3({ url: `file:${databaseFile}`, timeout: patienceMs }),
  })
}
