import type { FolderCatalogue } from '@/lib/catalogue/folder'
import { isGone, isWithin, vanishedFolders } from '@/lib/catalogue/gone-files'
import { leftOutBelow } from '@/lib/catalogue/left-out'
import type { Database } from '@/lib/database/database'
import { UserError } from './command'
import { plural } from './plural'
import { printable } from './printable'

/** From so many models on, more than half of a folder's are not removed at one word: a disk may not be mounted. */
const MANY = 20

type Gone = { uid: string; sourceKey: string; why: string }

type Pruning = {
  prune: boolean
  /** Also when they are most of the folder's. */
  anyway: boolean
}

/**
 * Says which models of an imported folder have lost their image: it is gone, or in a folder that is left out now. With
 * `prune` it removes them.
 *
 * @throws UserError when they are most of the folder's, and `anyway` was not said.
 */
export async function reportGoneImages(
  database: Database,
  { root, ownFolders }: Pick<FolderCatalogue, 'root' | 'ownFolders'>,
  { prune, anyway }: Pruning,
): Promise<void> {
  const known = (await database.catalogue.listSourceKeys('folder')).filter(({ sourceKey }) =>
    isWithin(sourceKey, root),
  )
  const gone = known.flatMap(({ uid, sourceKey }): Gone[] => {
    if (isGone(sourceKey)) return [{ uid, sourceKey, why: 'is gone' }]
    const name = ownFolders.find((own) => isWithin(sourceKey, own)) ?? leftOutBelow(root, sourceKey)
    return name === null ? [] : [{ uid, sourceKey, why: `is in ${name}, which is left out` }]
  })
  if (gone.length === 0) return
  for (const { uid, sourceKey, why } of gone) console.log(`${uid}: the image ${printable(sourceKey)} ${why}.`)
  if (!prune) {
    console.log(`${plural(gone.length, 'model')} kept without image; --prune removes them.`)
    return
  }
  if (gone.length >= MANY && gone.length > known.length / 2 && !anyway) {
    throw new UserError(
      `Nothing is removed: ${gone.length} of the ${known.length} models below ${root} have lost their image, as if a disk were not mounted. --prune-anyway removes them.`,
    )
  }
  await database.catalogue.removeModels(
    'folder',
    gone.map(({ sourceKey }) => sourceKey),
  )
  console.log(`${plural(gone.length, 'model')} removed.`)
}

/** Says which folders that were imported no longer exist, and what can be done about their models. */
export async function reportVanishedFolders(database: Database, root: string): Promise<void> {
  const elsewhere = (await database.catalogue.listSourceKeys('folder')).filter(
    ({ sourceKey }) => !isWithin(sourceKey, root),
  )
  for (const [folder, models] of vanishedFolders(elsewhere.map(({ sourceKey }) => sourceKey))) {
    console.log(
      `${plural(models, 'model')} of ${printable(folder)}, which no longer exists. If it was moved: --source-root ${printable(folder)}=NEW. ` +
        `If it is gone for good, not only a disk that is not mounted: --prune-root ${printable(folder)}`,
    )
  }
}

/**
 * Removes the models of a folder that no longer exists.
 *
 * @throws UserError when it does, or nobody can tell.
 */
export async function pruneRoot(database: Database, folder: string): Promise<void> {
  if (!isGone(folder)) {
    throw new UserError(
      `${folder} still exists, or cannot be looked at. To remove what was deleted in it: npm run catalog:folder -- ${folder} --prune`,
    )
  }
  const doomed = (await database.catalogue.listSourceKeys('folder')).filter(({ sourceKey }) =>
    isWithin(sourceKey, folder),
  )
  await database.catalogue.removeModels(
    'folder',
    doomed.map(({ sourceKey }) => sourceKey),
  )
  console.log(`${plural(doomed.length, 'model')} of ${printable(folder)} removed.`)
}
