import { folderEntries } from '@/lib/catalog/folder'
import type { Connection } from '@/lib/db/connection'
import { findPublishedRun } from '@/lib/db/index-runs'
import { iterateNeighbours } from '@/lib/db/neighbours'
import type { PrecomputeOptions } from '@/lib/indexing/execute-run'
import { importCatalogue } from '@/lib/indexing/import-catalogue'
import { precompute } from '@/lib/indexing/precompute'
import { currentRecipe } from '@/lib/indexing/recipe'
import { folderOfDrawings } from '../setup/catalogue'
import { temporaryDatabase } from '../setup/temporary'

export const silent = { onStage() {}, onProgress() {}, onNote() {} }

/** 24 drawings, imported, and `run`, which precomputes them by settings that a test may change. */
export async function catalogueOfDrawings() {
  const place = temporaryDatabase()
  const { folder } = await folderOfDrawings()
  const { entries } = await folderEntries(folder)
  await importCatalogue(place.connection, place.dataDir, 'folder', entries)
  const run = (changes: Partial<PrecomputeOptions> = {}) =>
    precompute({
      ...{
        ...place,
        recipe: currentRecipe('default', ''),
        engine: 'auto',
        mode: 'missing',
        neighbours: 5,
        observer: silent,
      },
      ...changes,
    })
  return { ...place, folder, run }
}

/** A line for each published neighbour. */
export function publishedTable(connection: Connection): string {
  const run = findPublishedRun(connection)
  if (!run) return 'nothing published'
  return [...iterateNeighbours(connection, run.id, 'visual')]
    .map((row) => Object.values(row).join())
    .join('\n')
}

export const count = (connection: Connection, table: string) =>
  connection.prepare(`SELECT count(*) FROM ${table}`).pluck().get()
