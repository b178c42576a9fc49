import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { fileTypeFromFile } from 'file-type'
import type { CatalogueEntry } from './entry'
import { parseLabelsFile, type LabelsRow } from './labels-file'

export type FolderCatalogue = { root: string; entries: CatalogueEntry[]; warnings: string[] }

const IMAGE_EXTENSIONS = new Set(
  ['jpg', 'jpeg', 'jfif', 'png', 'webp', 'gif', 'tif', 'tiff', 'avif', 'svg', 'bmp', 'heic', 'jxl'].map(
    (e) => `.${e}`,
  ),
)

/**
 * Every image below a folder as a model: those with an image's extension, and those that begin like an
 * image whatever they are called. Hidden files and folders are left out. The uid is the file's name
 * without extension, or its whole path where two files share that name.
 *
 * @throws Error when the folder or the labels file cannot be read, or the labels file is malformed.
 */
export async function folderEntries(directory: string, labelsFile?: string): Promise<FolderCatalogue> {
  const root = await realFolder(directory)
  const files = await imageFiles(root)
  const stems = new Map<string, number>()
  for (const file of files) stems.set(stemOf(file), (stems.get(stemOf(file)) ?? 0) + 1)

  const described = labelsFile === undefined ? noLabels : await readLabels(labelsFile, root, new Set(files))
  const entries = files.map((file): CatalogueEntry => {
    const stem = stemOf(file)
    const pathName = path
      .relative(root, file)
      .slice(0, -path.extname(file).length || undefined)
      .split(path.sep)
      .join('--')
    const row = described.rows.get(file)
    return {
      sourceKey: file,
      uidCandidates: (stems.get(stem) === 1 ? [stem, pathName] : [pathName]).map((uid) =>
        uid.normalize('NFC'),
      ),
      name: row?.name ?? readableName(stem),
      url: row?.url ?? null,
      author: row?.author ?? null,
      license: row?.license ?? null,
      tags: row?.tags ?? [],
      categories: row?.categories ?? [],
      labels: row?.labels ?? {},
      readImage: () => readFile(file),
    }
  })
  return { root, entries, warnings: described.warnings }
}

type DescribedFiles = { rows: Map<string, LabelsRow>; warnings: string[] }

const noLabels: DescribedFiles = { rows: new Map(), warnings: [] }

async function readLabels(
  labelsFile: string,
  root: string,
  files: ReadonlySet<string>,
): Promise<DescribedFiles> {
  const text = await readFile(labelsFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`The labels file ${labelsFile} cannot be read (${error.code}).`)
  })
  const { rows, warnings } = parseLabelsFile(text, labelsFile)
  const base = path.dirname(await realpath(labelsFile))
  const byFile = new Map<string, LabelsRow>()
  for (const row of rows) {
    const candidates = [path.resolve(root, row.file), path.resolve(base, row.file)]
    const file = candidates.find((candidate) => files.has(candidate))
    if (file) byFile.set(file, row)
    else warnings.push(`${labelsFile} line ${row.line}: there is no image ${row.file} below ${root}.`)
  }
  return { rows: byFile, warnings }
}

async function realFolder(directory: string): Promise<string> {
  const root = await realpath(directory).catch(() => null)
  if (root === null) throw new Error(`There is no folder ${path.resolve(directory)}.`)
  if (!(await stat(root)).isDirectory()) throw new Error(`${root} is not a folder.`)
  return root
}

async function imageFiles(root: string): Promise<string[]> {
  const found: string[] = []
  const pending = [root]
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const full = path.join(folder, entry.name)
      if (entry.name.startsWith('.')) continue
      else if (entry.isDirectory()) pending.push(full)
      else if (entry.isFile() && (await isImage(full))) found.push(full)
    }
  }
  return found.sort()
}

async function isImage(file: string): Promise<boolean> {
  if (IMAGE_EXTENSIONS.has(path.extname(file).toLowerCase())) return true
  const type = await fileTypeFromFile(file).catch(() => undefined)
  return type?.mime.startsWith('image/') ?? false
}

function stemOf(file: string): string {
  return path.basename(file, path.extname(file))
}

function readableName(stem: string): string {
  return (
    stem
      .replaceAll(/[_\s]+/g, ' ')
      .replaceAll(/(?<=\p{L})-(?=\p{L})/gu, ' ')
      .trim() || stem
  )
}
