import type { Connection } from './connection'

/** A fitted projection in its encoded form; null when none is stored under this id. */
export function readProjection(connection: Connection, id: string): Buffer | null {
  return (
    connection.prepare<[string], Buffer>('SELECT matrix FROM Projection WHERE id = ?').pluck().get(id) ?? null
  )
}

/** Stores a fitted projection in its encoded form, and that the run uses it: those that no run uses are dropped. */
export function writeProjection(
  connection: Connection,
  projection: { id: string; recipeId: string; matrix: Uint8Array },
  runId: number,
): void {
  const write = connection.transaction(() => {
    // Not replaced: that would take it away from the runs that use it already.
    connection
      .prepare(
        `INSERT INTO Projection (id, recipeId, matrix) VALUES (@id, @recipeId, @matrix)
         ON CONFLICT (id) DO UPDATE SET matrix = excluded.matrix`,
      )
      .run(projection)
    connection.prepare('UPDATE IndexRun SET projectionId = ? WHERE id = ?').run(projection.id, runId)
  })
  write.immediate()
}
