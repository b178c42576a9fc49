import SqliteFile from 'better-sqlite3'
import type { Connection } from './connection'

const BLOCK = 1_000

/**
 * Reads rows in blocks, all as they are at one moment, by a connection of their own: whatever is written meanwhile
 * neither waits nor shows.
 */
export async function* inBlocks<Row>(
  databaseFile: string,
  rows: (connection: Connection) => Iterable<Row>,
): AsyncGenerator<Row[]> {
  const connection = new SqliteFile(databaseFile, { readonly: true, fileMustExist: true })
  try {
    let block: Row[] = []
    for (const row of rows(connection)) {
      if (block.push(row) < BLOCK) continue
      yield block
      block = []
    }
    if (block.length > 0) yield block
  } finally {
    connection.close()
  }
}
