import { statement, type Work } from '../statement'

const readRevision = statement<[], { revision: number }>(
  'SELECT revision FROM CatalogueRevision WHERE id = 1',
)
const bumpRevision = statement('UPDATE CatalogueRevision SET revision = revision + 1 WHERE id = 1')

/** A number that is another one after every change that pages must show, and that is committed with the change. */
export function* readCatalogueRevision(): Work<number> {
  return (yield* readRevision.first())?.revision ?? 0
}

/**
 * Counts a change that pages must show. Done in the transaction that makes the change: readers that cached under the
 * revision before then see both at once. Done last: others who write wait for the row.
 */
export function* bumpCatalogueRevision(): Work<void> {
  yield* bumpRevision.run()
}
