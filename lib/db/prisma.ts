import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { PrismaClient } from './generated/client'

/** Opens the database through Prisma. The caller disconnects it. */
export function openPrisma(databaseFile: string): PrismaClient {
  return new PrismaClient({
    adapter: new PrismaBetterSqlite3({ url: `file:${databaseFile}`, timeout: 30_000 }),
  })
}
