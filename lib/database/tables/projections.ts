import { statement, type Work } from '../statement'

const findProjection = statement<[string], { matrix: Buffer }>('SELECT matrix FROM Projection WHERE id = ?')
// Not replaced: that would take it away from the runs that use it already.
const upsertProjection = statement<{ id: string; recipeId: string; matrix: Uint8Array }>(
  `INSERT INTO Projection (id, recipeId, matrix) VALUES (@id, @recipeId, @matrix)
   ON CONFLICT (id) DO UPDATE SET matrix = excluded.matrix`,
)
const setProjection = statement<[string, number]>('UPDATE IndexRun SET projectionId = ? WHERE id = ?')

/** A fitted projection in its encoded form; null when none is stored under this id. */
export function* readProjection(id: string): Work<Buffer | null> {
  return (yield* findProjection.first(id))?.matrix ?? null
}

/** Stores a fitted projection in its encoded form, and that the run uses it: those that no run uses are dropped. */
export function* writeProjection(
  projection: { id: string; recipeId: string; matrix: Uint8Array },
  runId: number,
): Work<void> {
  yield* upsertProjection.run(projection)
  yield* setProjection.run(projection.id, runId)
}
