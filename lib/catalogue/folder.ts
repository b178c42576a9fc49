import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { cutText } from '@/lib/text/cut-text'
import { readImageFile } from '@/lib/thumbnails/image-file'
import { MAX_NAME_LENGTH, MAX_UID_LENGTH } from './bounds'
import type { CatalogueEntry } from './entry'
import { isWithin } from './gone-files'
import { findImages, type FolderImages } from './image-files'
import { readLabelsFile } from './labels-file'
import { type DescribedImages, matchLabels } from './match-labels'
import { oneLine } from './one-line'
import { piecesOf, tableSize } from './table-source'

export type FolderCatalogue = {
  root: string
  entries: CatalogueEntry[]
  /** The folders of the site itself, of which nothing is imported. */
  ownFolders: string[]
  /** What cannot be used, with the reason: files, folders, links, and lines of the labels file. */
  warnings: string[]
  /** What was passed over on purpose, in sentences. */
  notes: string[]
}

/** What the site keeps in its DATA_DIR that is not somebody's images. */
const OWN_FOLDERS = ['thumbnails', 'encoders', 'cache', 'logs']

/** So many names of what was left out are told. */
const TOLD_NAMES = 10

/**
 * Every image below a folder as a model: those with an image's extension, and those that begin like an image whatever
 * they are called. Links are followed; an image counts once. Hidden files and folders, those of a system, and the
 * site's own are left out. The uid is the file's name without extension, or its whole path where two files
 * share that name.
 *
 * @param siteFolders where the site keeps its own files, which are never imported
 * @throws Error when the folder or the labels file cannot be read, or the folder belongs to the site itself.
 */
export async function folderEntries(
  directory: string,
  labelsFile?: string,
  ...siteFolders: string[]
): Promise<FolderCatalogue> {
  const root = await realFolder(directory)
  const own = (await Promise.all(siteFolders.map((folder) => ownFolders(folder, root)))).flat()
  const found = await findImages(root, own)
  const { images, unusable } = found
  const stems = new Map<string, number>()
  for (const { file } of images) stems.set(stemOf(file), (stems.get(stemOf(file)) ?? 0) + 1)

  const described = labelsFile === undefined ? noLabels : await readLabels(labelsFile, root, found)
  const entries = images.map(({ file }): CatalogueEntry => {
    const stem = stemOf(file)
    const pathName = path
      .relative(root, file)
      .slice(0, -path.extname(file).length || undefined)
      .split(path.sep)
      .join('--')
    const row = described.rows.get(file)
    return {
      sourceKey: file,
      uidCandidates: (stems.get(stem) === 1 ? [stem, pathName] : [pathName]).map(uidFrom),
      name: row?.name ?? readableName(stem),
      url: row?.url ?? null,
      author: row?.author ?? null,
      license: row?.license ?? null,
      tags: row?.tags ?? [],
      categories: row?.categories ?? [],
      labels: row?.labels ?? {},
      readImage: () => readImageFile(file),
    }
  })
  return {
    root,
    entries,
    ownFolders: own,
    warnings: [...unusable.map(({ file, reason }) => `${file}: ${reason}`), ...described.warnings],
    notes: describePassedOver(found),
  }
}

const noLabels: DescribedImages = { rows: new Map(), warnings: [] }

async function readLabels(
  labelsFile: string,
  root: string,
  { images }: FolderImages,
): Promise<DescribedImages> {
  const what = `The labels file ${labelsFile}`
  await tableSize(labelsFile, what)
  const labels = await readLabelsFile(piecesOf(createReadStream(labelsFile), what), labelsFile)
  // A pipe has no real path.
  const base = path.dirname(await realpath(labelsFile).catch(() => path.resolve(labelsFile)))
  return matchLabels(labels, images, root, base, labelsFile)
}

async function realFolder(directory: string): Promise<string> {
  const root = await realpath(directory).catch(() => null)
  if (root === null) throw new Error(`There is no folder ${path.resolve(directory)}.`)
  if (!(await stat(root)).isDirectory()) throw new Error(`${root} is not a folder.`)
  return root
}

/**
 * The folders that are the site's: DATA_DIR or that of STORAGE, or, for somebody who keeps images of their own within
 * it, those in it that the site writes.
 *
 * @throws Error when the folder that is to be imported is one of them.
 */
async function ownFolders(siteFolder: string, root: string): Promise<string[]> {
  const own = await realpath(siteFolder).catch(() => null)
  if (own === null) return []
  const isInside = root !== own && isWithin(root, own)
  const folders = isInside ? OWN_FOLDERS.map((name) => path.join(own, name)) : [own]
  if (folders.some((folder) => isWithin(root, folder)))
    throw new Error(
      `${root} is where the site keeps its own files (DATA_DIR, STORAGE). Choose the folder of your images.`,
    )
  return folders
}

function describePassedOver({ leftOut, repeated }: FolderImages): string[] {
  const notes: string[] = []
  const names = new Map<string, number>()
  for (const { file, why } of leftOut) {
    const name = path.basename(file)
    const told = why === 'own' ? `${file} (the site’s own)` : name.startsWith('._') ? '._*' : name
    names.set(told, (names.get(told) ?? 0) + 1)
  }
  if (names.size > 0) {
    const told = [...names]
      .slice(0, TOLD_NAMES)
      .map(([name, count]) => (count > 1 ? `${count} x ${name}` : name))
    const more = names.size > TOLD_NAMES ? ', …' : ''
    notes.push(`Left out ${leftOut.length} hidden or system files and folders: ${told.join(', ')}${more}.`)
  }
  if (repeated.length > 0) {
    notes.push(
      `Passed over ${repeated.length} links to what is imported already: ${repeated.slice(0, TOLD_NAMES).join(', ')}${repeated.length > TOLD_NAMES ? ', …' : ''}.`,
    )
  }
  return notes
}

/** The file's name without extension, the same text for both forms of Unicode. */
function stemOf(file: string): string {
  return path.basename(file, path.extname(file)).normalize('NFC')
}

function uidFrom(name: string): string {
  const uid = name.normalize('NFC')
  if (uid.length <= MAX_UID_LENGTH) return uid
  const hash = createHash('sha256').update(uid).digest('hex').slice(0, 12)
  return `${cutText(uid, MAX_UID_LENGTH - hash.length - 1)}-${hash}`
}

function readableName(stem: string): string {
  const spaced = stem.replaceAll(/[_\s]+/g, ' ').replaceAll(/(?<=\p{L})-(?=\p{L})/gu, ' ')
  return cutText(oneLine(spaced) || oneLine(stem) || stem, MAX_NAME_LENGTH)
}
