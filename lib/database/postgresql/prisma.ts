import { PrismaPg } from '@prisma/adapter-pg'
import type { PrismaClient } from '../sqlite/generated/client'
import { PrismaClient as PostgresqlClient } from './generated/client'
import { connectionSettings } from './pool'

/** Connections that Prisma has at most; the busy reads do not go through it. */
const MAX_CONNECTIONS = 4

/**
 * Opens the database through Prisma. The caller disconnects it. The two clients are generated from one schema, and differ in
 * their types alone.
 */
export function openPrisma(databaseUrl: string): PrismaClient
export function openPrisma(databaseUrl: string): object {
  const settings = connectionSettings(databaseUrl)
  const adapter = new PrismaPg({ ...settings, max: MAX_CONNECTIONS, allowExitOnIdle: true })
  return new PostgresqlClient({ adapter })
}
