import { bumpCatalogueRevision } from './catalogue-revision'
import type { Connection } from './connection'

export type ModelLink = { modelId: number; uid: string; url: string }

/** The links out of the models whose source does not itself watch over them, in the order of the catalogue. */
export function listUnwatchedLinks(connection: Connection): ModelLink[] {
  return connection
    .prepare<[], ModelLink>(
      `SELECT id AS modelId, uid, url FROM Model
       WHERE url IS NOT NULL AND source NOT IN ('sketchfab', 'psv') ORDER BY id`,
    )
    .all()
}

/** Takes the links of models away. */
export function clearLinks(connection: Connection, modelIds: readonly number[]): void {
  const clear = connection.prepare('UPDATE Model SET url = NULL WHERE id = ?')
  const write = connection.transaction(() => {
    for (const modelId of modelIds) clear.run(modelId)
    if (modelIds.length > 0) bumpCatalogueRevision(connection)
  })
  write.immediate()
}
