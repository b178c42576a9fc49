import { statement, type Work } from '../statement'
import { bumpCatalogueRevision } from './catalogue-revision'

export type ModelLink = { modelId: number; uid: string; url: string }

const listLinks = statement<[], ModelLink>(
  `SELECT id AS modelId, uid, url FROM Model
   WHERE url IS NOT NULL AND source NOT IN ('sketchfab', 'psv') ORDER BY id`,
)
const clear = statement<[string]>(
  ({ eachNumber }) => `UPDATE Model SET url = NULL WHERE id IN (SELECT value FROM ${eachNumber} AS wanted)`,
)

/** The links out of the models whose source does not itself watch over them, in the order of the catalogue. */
export function* listUnwatchedLinks(): Work<ModelLink[]> {
  return yield* listLinks.all()
}

/** Takes the links of models away. */
export function* clearLinks(modelIds: readonly number[]): Work<void> {
  if (modelIds.length === 0) return
  yield* clear.run(JSON.stringify(modelIds))
  yield* bumpCatalogueRevision()
}
