import type { Connection } from './connection'

/**
 * Makes a function that reads the catalogue revision: a number that is another one after every change that
 * pages must show, and that is committed with the change. Takes a few microseconds.
 */
export function revisionReader(connection: Connection): () => number {
  const statement = connection.prepare<[], { revision: number }>(
    'SELECT revision FROM CatalogueRevision WHERE id = 1',
  )
  return () => statement.get()?.revision ?? 0
}
