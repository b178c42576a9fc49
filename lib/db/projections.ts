import type { Connection } from './connection'

/** A fitted projection in its encoded form; null when none is stored under this id. */
export function readProjection(connection: Connection, id: string): Buffer | null {
  return (
    connection.prepare<[string], Buffer>('SELECT matrix FROM Projection WHERE id = ?').pluck().get(id) ?? null
  )
}

export function writeProjection(
  connection: Connection,
  id: string,
  recipeId: string,
  matrix: Uint8Array,
): void {
  connection
    .prepare('INSERT OR REPLACE INTO Projection (id, recipeId, matrix) VALUES (?, ?, ?)')
    .run(id, recipeId, matrix)
}
