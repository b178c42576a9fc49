import { existsSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import { isWithin } from '@/lib/catalogue/gone-files'
import type { Database } from '@/lib/database/database'
import { InvalidArgumentError, UserError } from './command'
import { plural } from './plural'
import { printable } from './printable'
import { typedPath } from './typed-path'

export type SourceRoot = { from: string; to: string }

/**
 * Parses OLD=NEW; either may hold a `=`, then NEW is the first that is a folder.
 *
 * @throws InvalidArgumentError when it is no such pair, or NEW is no folder.
 */
export function parseSourceRoot(text: string): SourceRoot {
  for (let at = text.indexOf('='); at !== -1; at = text.indexOf('=', at + 1)) {
    const [from, to] = [text.slice(0, at), text.slice(at + 1)]
    if (from === '' || to === '') continue
    const place = typedPath(to)
    if (existsSync(place) && statSync(place).isDirectory())
      return { from: realPathOfMissing(from), to: realpathSync(place) }
  }
  throw new InvalidArgumentError(
    'It must be OLD=NEW, where the folder was and where it is now; NEW must exist.',
  )
}

/** A path as the catalogue has it, though nothing may be there any more: links above are followed. */
export function realPathOfMissing(file: string): string {
  const full = typedPath(file)
  if (existsSync(full)) return realpathSync(full)
  const parent = path.dirname(full)
  return parent === full ? full : path.join(realPathOfMissing(parent), path.basename(full))
}

/**
 * Tells the catalogue where a folder is now, and says how many models that was about: none when it was told before.
 *
 * @throws UserError when no model is of either place.
 */
export async function changeSourceRoot(database: Database, { from, to }: SourceRoot): Promise<void> {
  const known = await database.catalogue.listSourceKeys('folder')
  if (!known.some(({ sourceKey }) => isWithin(sourceKey, from) || isWithin(sourceKey, to)))
    throw new UserError(`No model is of ${from}. Folders are known by their real paths.`)
  const separated = (folder: string) => (folder.endsWith(path.sep) ? folder : folder + path.sep)
  const { moved, kept } = await database.catalogue.moveSourceRoot('folder', separated(from), separated(to))
  console.log(`${plural(moved, 'model')} of ${from} ${moved === 1 ? 'is' : 'are'} of ${to} from now on.`)
  for (const { uid, sourceKey, holder } of kept)
    console.log(
      `${uid}: ${printable(sourceKey)} stays, as the image in its new place is the model ${holder}.`,
    )
}
