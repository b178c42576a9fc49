import SqliteFile from 'better-sqlite3'
import type { ReadBlocks } from '../snapshot'
import { runWork } from './run-work'

/** Reads by a connection of its own: whatever is written meanwhile neither waits nor shows. */
export async function* inSnapshot<Row>(databaseFile: string, read: ReadBlocks<Row>): AsyncGenerator<Row[]> {
  const connection = new SqliteFile(databaseFile, { readonly: true, fileMustExist: true })
  try {
    connection.exec('BEGIN')
    yield* read(async (work) => runWork(connection, work))
  } finally {
    connection.close()
  }
}
