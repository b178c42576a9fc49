import type { Connection } from './connection'
import { statement } from './statement'

const removal = statement<[string]>('SELECT 1 FROM RemovedModel WHERE sourceKey = ?')

/** Whether a model was taken down, by what its source calls it; on Sketchfab that is the uid. */
export function isRemoved(connection: Connection, sourceKey: string): boolean {
  return removal(connection).get(sourceKey) !== undefined
}

/** Keeps a model from coming back, whether it is in the catalogue or not. */
export function recordRemoval(connection: Connection, sourceKey: string, uid: string): void {
  connection
    .prepare('INSERT OR IGNORE INTO RemovedModel (sourceKey, uid, removedAt) VALUES (?, ?, ?)')
    .run(sourceKey, uid, new Date().toISOString())
}

/** Lets a model come back; returns whether it had been kept from it. */
export function forgetRemoval(connection: Connection, uid: string): boolean {
  return connection.prepare('DELETE FROM RemovedModel WHERE uid = ?').run(uid).changes > 0
}
