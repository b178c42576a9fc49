import { lstatSync, statSync } from 'node:fs'
import path from 'node:path'

/**
 * Whether a file was certainly removed: neither it nor a link in its place is there. That
 * it cannot be seen is no proof: a folder without rights, or a link to a disk that is not mounted, hides files that still exist.
 */
export function isGone(file: string): boolean {
  if (!isMissing(file)) return false
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    if (!isMissing(folder)) return leadsSomewhere(folder)
    if (folder === path.dirname(folder)) return true
  }
}

/** Whether there is nothing at a path, not even a link that leads nowhere. */
function isMissing(file: string): boolean {
  try {
    lstatSync(file)
    return false
  } catch (error) {
    return isAbsence(error)
  }
}

function leadsSomewhere(link: string): boolean {
  try {
    statSync(link)
    return true
  } catch {
    return false
  }
}

/** Whether an error of the file system says that something does not exist. */
function isAbsence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR'].includes(String(error.code))
}

/**
 * The folders that no longer exist, with how many of the files were in each. Those that went together, in one folder
 * that is missing as a whole, count as the deepest folder that held them all.
 */
export function vanishedFolders(files: readonly string[]): Map<string, number> {
  const topmost = new Map<string, string | null>()
  const groups = new Map<string, string[]>()
  for (const folder of files.map((file) => path.dirname(file))) {
    if (!topmost.has(folder)) topmost.set(folder, topmostMissing(folder))
    const missing = topmost.get(folder)
    if (!missing) continue
    const group = groups.get(missing) ?? []
    group.push(folder)
    groups.set(missing, group)
  }
  return new Map([...groups.values()].map((folders) => [commonFolder(folders), folders.length]))
}

/** The highest folder above, or itself, that is missing; null when it exists, or nobody can tell. */
function topmostMissing(folder: string): string | null {
  if (!isGone(folder)) return null
  const parent = path.dirname(folder)
  return topmostMissing(parent) ?? folder
}

function commonFolder(folders: readonly string[]): string {
  return folders.reduce((common, folder) => {
    let shared = common
    while (!isWithin(folder, shared)) shared = path.dirname(shared)
    return shared
  })
}

/** Whether a path is a folder itself or below it. */
export function isWithin(file: string, folder: string): boolean {
  return file === folder || file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep)
}
