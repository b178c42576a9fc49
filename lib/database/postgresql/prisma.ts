import { PrismaPg } from '@prisma/adapter-pg'
import type { PrismaClient } from '../sqlite/generated/client'
import { PrismaClient as PostgresqlClient } from './generated/client'

/** Connections that Prisma has at most; the busy reads do not go through it. */
const MAX_CONNECTIONS = 4

/**
 * Opens the database through Prisma. The caller disconnects it. The two clients are generated from one schema, and differ in
 * their types alone.
 */
export function openPrisma(databaseUrl: string): PrismaClient {
  const adapter = new PrismaPg({
    connectionString: databaseUrl,
    application_name: 'rec-a-sketch',
    connectionTimeoutMillis: 10_000,
    options: '-c TimeZone=UTC',
    max: MAX_CONNECTIONS,
  })
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- what is generated twice is two types
  return new PostgresqlClient({ adapter }) as unknown as PrismaClient
}
