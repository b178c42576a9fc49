import pg from 'pg'

/** A connection for rows that the port does not show, and for triggers. */
export type RawPostgresql = pg.Client

/** Connects. The caller ends it. */
export async function connectRaw(databaseUrl: string): Promise<RawPostgresql> {
  const client = new pg.Client({ connectionString: databaseUrl })
  // Whoever is cut off by the end of a database or its server says so.
  client.on('error', () => {})
  await client.connect()
  return client
}
