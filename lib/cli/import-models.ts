import type { CatalogueEntry } from '@/lib/catalogue/entry'
import type { Database } from '@/lib/database/database'
import { importCatalogue } from '@/lib/importing/import-catalogue'
import type { ObjectStorage } from '@/lib/storage/storage'
import { UserError } from './command'
import { plural } from './plural'
import { printable } from './printable'
import { startProgress } from './progress'

const SHOWN_FAILURES = 20

/**
 * Imports entries with progress on the terminal, then says what came of it: counts, and every image that
 * could not be used with its reason.
 *
 * @throws UserError when there were entries and none of them has a thumbnail.
 */
export async function importModels(
  database: Database,
  storage: ObjectStorage,
  source: string,
  entries: readonly CatalogueEntry[],
): Promise<void> {
  const progress = startProgress('Importing', entries.length)
  const result = await importCatalogue(database, storage, source, entries, progress.update).finally(
    progress.stop,
  )
  const { added, updated, unchanged, failures } = result
  console.log(`${added} models added, ${updated} updated, ${unchanged} unchanged.`)
  if (failures.length === 0) return
  console.log(`\n${plural(failures.length, 'warning')}: these images could not be used.`)
  for (const { sourceKey, reason } of failures.slice(0, SHOWN_FAILURES))
    console.log(`  ${printable(sourceKey)}\n    ${printable(reason)}`)
  if (failures.length > SHOWN_FAILURES) console.log(`  and ${failures.length - SHOWN_FAILURES} more.`)
  if (failures.length === entries.length)
    throw new UserError('Not one image could be used; see the reasons above.')
}
