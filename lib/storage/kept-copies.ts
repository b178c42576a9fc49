import { LRUCache } from 'lru-cache'
import { readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import pMap from 'p-map'
import type { ObjectStorage, StoredObject } from './storage'
import { StorageError } from './storage-error'
import { writeWhole } from './write-whole'

/**
 * Disk for copies of what lies in a storage that is far away; what was not read for longest goes first, and
 * after a start what is oldest.
 */
export const MAX_COPIES_BYTES = 2 * 1024 ** 3

/** How long a copy is shown without asking whether it is still what the storage has: so long what was removed may last. */
const CONFIRMED_FOR_MS = 60_000

/** How long it is remembered that the storage has nothing under a key. */
const ABSENT_FOR_MS = 10_000
const MOST_ABSENT = 10_000

/** How long a storage that could not be reached is not asked about copies: nobody shall wait for it again and again. */
const SPARED_MS = 10_000

/** Of a storage that cannot be reached the log is told once in so long. */
const TOLD_EVERY_MS = 60_000

export type KeptCopies = {
  /**
   * Reads an object: a copy of this machine's where there is one, made now where there is none. While the storage cannot
   * be reached, a copy is as good as ever.
   *
   * @throws StorageError when there is no copy, and the storage cannot be reached.
   */
  read(key: string): Promise<Buffer | null>
}

type Copy = { bytes: number; modified: number; confirmedAt: number }

/**
 * Keeps copies of objects in a folder, which outlast the process. Each has the time of its object: by that it is told
 * whether the object is still the same.
 */
export function keepCopies(
  storage: ObjectStorage,
  folder: string,
  { maxBytes = MAX_COPIES_BYTES, confirmedForMs = CONFIRMED_FOR_MS } = {},
): KeptCopies {
  const fileOf = (key: string) => path.join(folder, key)
  const absent = new LRUCache<string, true>({ max: MOST_ABSENT, ttl: ABSENT_FOR_MS })
  let troubleAt = Number.NEGATIVE_INFINITY
  let toldAt = Number.NEGATIVE_INFINITY
  const underWay = new Map<string, Promise<Buffer | null>>()
  let copies: Promise<LRUCache<string, Copy>> | undefined

  function copiesHere(): Promise<LRUCache<string, Copy>> {
    return (copies ??= openCopies())
  }

  async function openCopies(): Promise<LRUCache<string, Copy>> {
    const opened = new LRUCache<string, Copy>({
      maxSize: maxBytes,
      sizeCalculation: ({ bytes }) => Math.max(1, bytes),
      dispose: (_copy, key, reason) => {
        if (reason !== 'set') void rm(fileOf(key), { force: true })
      },
    })
    for (const [key, copy] of await copiesIn(folder)) opened.set(key, copy)
    return opened
  }

  async function copyOf(key: string): Promise<Buffer | null> {
    const copy = (await copiesHere()).get(key)
    if (!copy || !(await isConfirmed(key, copy))) return null
    return readFile(fileOf(key)).catch(() => null)
  }

  async function isConfirmed(key: string, copy: Copy): Promise<boolean> {
    const now = performance.now()
    if (now - copy.confirmedAt < confirmedForMs || now - troubleAt < SPARED_MS) return true
    try {
      const found = await storage.find(key)
      if (found?.modified.getTime() !== copy.modified) return false
    } catch (error) {
      if (!(error instanceof StorageError)) throw error
      troubleAt = performance.now()
      tell(error)
    }
    copy.confirmedAt = performance.now()
    return true
  }

  function tell({ message }: StorageError): void {
    if (performance.now() - toldAt < TOLD_EVERY_MS) return
    toldAt = performance.now()
    console.error(message)
  }

  async function keep(key: string, { bytes, size, modified }: StoredObject): Promise<void> {
    try {
      await writeWhole(fileOf(key), async (temporary) => {
        await writeFile(temporary, bytes)
        await utimes(temporary, modified, modified)
      })
      const here = await copiesHere()
      here.set(key, { bytes: size, modified: modified.getTime(), confirmedAt: performance.now() })
    } catch {
      // There is no room for it, say: whoever asks gets it all the same.
    }
  }

  async function readAnew(key: string): Promise<Buffer | null> {
    const copy = await copyOf(key)
    if (copy) return copy
    const read = await storage.read(key)
    if (read) await keep(key, read)
    else {
      absent.set(key, true)
      const here = await copiesHere()
      here.delete(key)
    }
    return read?.bytes ?? null
  }

  return {
    async read(key) {
      if (absent.get(key)) return null
      const reading = underWay.get(key) ?? readAnew(key).finally(() => underWay.delete(key))
      underWay.set(key, reading)
      return reading
    },
  }
}

/** The copies that an earlier process has left, oldest first; none of them counts as confirmed. */
async function copiesIn(folder: string): Promise<[string, Copy][]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name))
  const found = await pMap(
    files,
    async (file): Promise<[string, Copy][]> => {
      const state = await stat(file).catch(() => null)
      if (!state) return []
      const key = path.relative(folder, file).split(path.sep).join('/')
      return [[key, { bytes: state.size, modified: state.mtimeMs, confirmedAt: Number.NEGATIVE_INFINITY }]]
    },
    { concurrency: 8 },
  )
  return found.flat().sort(([, one], [, other]) => one.modified - other.modified)
}
