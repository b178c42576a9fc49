import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { COMMAND_PATIENCE_MS } from './connection'
import { PrismaClient } from './generated/client'

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
