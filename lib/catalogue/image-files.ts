import type { Dirent } from 'node:fs'
import { lstat, readdir, readlink, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { fileTypeFromBuffer } from 'file-type'
import { UnusableImageError } from '@/lib/thumbnails/decode'
import { describeFileError, kindOfFile, readBeginning } from '@/lib/thumbnails/image-file'
import { isWithin } from './gone-files'
import { type LeftOutReason, leftOutReason } from './left-out'

/** An image below a folder: where it was found, and where it really is when a link leads to it. */
export type ImageFile = { file: string; real: string }

export type FolderImages = {
  /** By path; each image once, however many links lead to it. */
  images: ImageFile[]
  /** What could not be looked at or is no file, with the reason. */
  unusable: { file: string; reason: string }[]
  leftOut: { file: string; why: LeftOutReason }[]
  /** Links to what was found otherwise already. */
  repeated: string[]
}

const IMAGE_EXTENSIONS = new Set(
  ['jpg', 'jpeg', 'jfif', 'png', 'webp', 'gif', 'tif', 'tiff', 'avif', 'svg', 'bmp', 'heic', 'jxl'].map(
    (e) => `.${e}`,
  ),
)

/** What tells one format from another is within the first so many bytes. */
const BEGINNING_BYTES = 4_100

/** Where a walk is: the folder as it is shown, and where it really is. */
type Place = { shown: string; real: string }

/**
 * Finds every image below a folder, symbolic links followed. A folder or an image that several ways lead to counts once,
 * the way without links first; a link back to a folder that it stands in is not followed. What cannot be read is named, and stops nothing.
 *
 * @param root its real path
 * @param foreign folders that are none of the images' own, as real paths: not walked, whatever way leads there
 * @throws Error when the folder itself cannot be read.
 */
export async function findImages(root: string, foreign: readonly string[]): Promise<FolderImages> {
  const found: FolderImages = { images: [], unusable: [], leftOut: [], repeated: [] }
  const foreignIds = new Set((await Promise.all(foreign.map(idOf))).filter((id) => id !== null))
  const walked = new Set<string>()
  const taken = new Set<string>()
  const links: { shown: string; standsIn: Place }[] = []

  async function walk(start: Place): Promise<void> {
    const pending = [start]
    for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
      if (await isForeign(place)) {
        leaveOut(place.shown, 'own')
        continue
      }
      if (walked.has(place.real)) {
        found.repeated.push(place.shown)
        continue
      }
      walked.add(place.real)
      for (const entry of await entriesOf(place)) {
        const inside = { shown: path.join(place.shown, entry.name), real: path.join(place.real, entry.name) }
        const why = leftOutReason(entry.name)
        if (why !== null) {
          if (!entry.isFile() || hasImageExtension(entry.name)) leaveOut(inside.shown, why)
        } else if (entry.isSymbolicLink()) links.push({ shown: inside.shown, standsIn: place })
        else if (entry.isDirectory()) pending.push(inside)
        else if (entry.isFile()) await take(inside)
        else if (hasImageExtension(entry.name))
          refuse(inside.shown, `It is ${kindOfFile(entry)}, not an image file.`)
      }
    }
  }

  async function entriesOf({ shown }: Place): Promise<Dirent[]> {
    try {
      const entries = await readdir(shown, { withFileTypes: true })
      return entries.sort((one, other) => (one.name < other.name ? -1 : 1))
    } catch (error) {
      if (shown === root) throw new Error(`The folder ${root} cannot be read (${reasonOf(error)}).`)
      refuse(shown, `The folder cannot be read (${reasonOf(error)}).${hintFor(shown, error)}`)
      return []
    }
  }

  async function isForeign({ real }: Place): Promise<boolean> {
    if (foreign.some((folder) => isWithin(real, folder))) return true
    return foreignIds.size > 0 && foreignIds.has((await idOf(real)) ?? '')
  }

  async function take({ shown, real }: Place): Promise<void> {
    if (taken.has(real)) {
      found.repeated.push(shown)
      return
    }
    try {
      if (shown.includes('\uFFFD')) await lstat(shown)
      if (!(await isImageFile(shown))) return
      taken.add(real)
      found.images.push({ file: shown, real })
    } catch (error) {
      if (error instanceof UnusableImageError) refuse(shown, error.message)
      else refuse(shown, `The file cannot be read (${reasonOf(error)}).${hintFor(shown, error)}`)
    }
  }

  async function follow(shown: string, standsIn: Place): Promise<void> {
    const target: Place = { shown, real: await realpath(shown) }
    const stats = await stat(target.real)
    if (stats.isDirectory()) {
      if (isWithin(root, target.real) || isWithin(standsIn.real, target.real))
        refuse(shown, `It is a link to ${target.real}, in which it stands; it is not followed.`)
      else if (walked.has(target.real)) found.repeated.push(shown)
      else await walk(target)
    } else if (foreign.some((folder) => isWithin(target.real, folder))) leaveOut(shown, 'own')
    else if (stats.isFile()) await take(target)
    else if (hasImageExtension(shown)) refuse(shown, `It is a link to ${kindOfFile(stats)}, not to an image.`)
  }

  function leaveOut(file: string, why: LeftOutReason): void {
    found.leftOut.push({ file, why })
  }

  function refuse(file: string, reason: string): void {
    found.unusable.push({ file, reason })
  }

  await walk({ shown: root, real: root })
  // Links wait until all else is found, and those within what they lead to until their turn.
  for (const { shown, standsIn } of links) {
    await follow(shown, standsIn).catch(async (error: unknown) => {
      const target = await readlink(shown).catch(() => null)
      refuse(
        shown,
        `It is a link${target === null ? '' : ` to ${target}`} that cannot be followed (${reasonOf(error)}).`,
      )
    })
  }
  found.images.sort((one, other) => (one.file < other.file ? -1 : 1))
  return found
}

/**
 * Whether a file is meant to be an image: by an image's extension, or by beginning like one whatever it is called.
 *
 * @throws UnusableImageError when only its beginning could tell, and that cannot be read.
 */
export async function isImageFile(file: string): Promise<boolean> {
  if (hasImageExtension(file)) return true
  const type = await fileTypeFromBuffer(await readBeginning(file, BEGINNING_BYTES))
  return type?.mime.startsWith('image/') ?? false
}

function hasImageExtension(file: string): boolean {
  return IMAGE_EXTENSIONS.has(path.extname(file).toLowerCase())
}

/** What stays the same for a folder that is mounted in several places. */
async function idOf(folder: string): Promise<string | null> {
  const stats = await stat(folder).catch(() => null)
  return stats === null || stats.ino === 0 ? null : `${stats.dev}:${stats.ino}`
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? describeFileError(error) : String(error)
}

function hintFor(file: string, error: unknown): string {
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
  return isMissing && file.includes('\uFFFD') ? ' Its name is not valid UTF-8: rename it.' : ''
}
