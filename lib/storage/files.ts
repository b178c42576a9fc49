import { constants, existsSync, readFileSync, type Stats } from 'node:fs'
import { access, copyFile, mkdir, open, readdir, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ObjectStorage, StoredObject } from './storage'
import { StorageError } from './storage-error'
import { linkWhole, writeNew, writeWhole } from './write-whole'

/** What stands where an object should be is none: nothing, a folder, a loop of links. */
const NO_OBJECT = ['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENXIO']

/** Objects as the files below a folder, their keys being their paths. */
export function folderStorage(folder: string): ObjectStorage {
  const fileOf = (key: string) => path.join(folder, key)
  const find = (key: string) => noneIfAbsent(async () => described(await stat(fileOf(key))))
  const write = (key: string, bytes: Uint8Array) =>
    writeWhole(fileOf(key), (temporary) => writeFile(temporary, bytes))
  return {
    place: folder,
    now: {
      read: (key) => readFileSync(fileOf(key)),
      has: (key) => existsSync(fileOf(key)),
    },
    read: (key) => noneIfAbsent(() => readWhole(fileOf(key))),
    readInto: async (key, file) => {
      if (!(await find(key))) return false
      await writeNew(file, () => copyFile(fileOf(key), file))
      return true
    },
    find,
    write,
    async writeSame(key, bytes, sameAs) {
      // Not every file system has two names for a file, or room for one more.
      if (!(await linkWhole(fileOf(key), fileOf(sameAs)))) await write(key, bytes)
    },
    writeFrom: (key, file) => writeWhole(fileOf(key), (temporary) => copyFile(file, temporary)),
    remove: (key) => rm(fileOf(key), { force: true }),
    list: (prefix) => listBelow(folder, prefix),
    check: () => checkFolder(folder),
  }
}

/** Opened without waiting: a pipe of that name would keep the reader until somebody writes to it. */
async function readWhole(file: string): Promise<StoredObject | null> {
  const opened = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const found = described(await opened.stat())
    return found && { bytes: await opened.readFile(), ...found }
  } finally {
    await opened.close()
  }
}

function described(state: Stats): Omit<StoredObject, 'bytes'> | null {
  return state.isFile() ? { size: state.size, modified: state.mtime } : null
}

async function noneIfAbsent<Answer>(read: () => Promise<Answer>): Promise<Answer | null> {
  try {
    return await read()
  } catch (error) {
    if (NO_OBJECT.includes(codeOf(error))) return null
    throw error
  }
}

async function* listBelow(folder: string, prefix: string): AsyncGenerator<{ key: string; size: number }> {
  const start = prefix.slice(0, prefix.lastIndexOf('/') + 1)
  const entries = await readdir(path.join(folder, start), { withFileTypes: true, recursive: true }).catch(
    (error: unknown) => {
      if (NO_OBJECT.includes(codeOf(error))) return []
      throw error
    },
  )
  for (const entry of entries) {
    if (!entry.isFile() || entry.name.endsWith('.tmp')) continue
    const file = path.join(entry.parentPath, entry.name)
    const key = path.relative(folder, file).split(path.sep).join('/')
    const found = key.startsWith(prefix) ? await stat(file).catch(() => null) : null
    if (found) yield { key, size: found.size }
  }
}

/** Makes the folder where there is none. Writes nothing: the disk may be full, which is for whoever writes to say. */
async function checkFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new StorageError(
      `The folder ${folder} of STORAGE cannot be used (${codeOf(error)}); give it to the user that runs Rec-a-Sketch, or set STORAGE to another.`,
      { cause: error },
    )
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
