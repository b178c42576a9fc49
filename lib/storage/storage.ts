import type { StorageSetting } from '@/lib/facts/storage-setting'
import { folderStorage } from './files'
import { s3Storage } from './s3'
import type { Patience } from './s3-requests'

/**
 * Objects under keys like `thumbnails/ab/abc.webp`. Whoever reads one gets all of it, as somebody has written it. Keys are
 * the same wherever the objects lie, so that they can be copied from one place to another.
 */
export type ObjectStorage = {
  /** Where it is, for a person. */
  place: string
  /** Null where it is not a folder that this machine has. */
  now: ImmediateReads | null
  /** The object of a key; null where there is none. */
  read(key: string): Promise<StoredObject | null>
  /** Writes the object of a key into a new file, as it comes, and returns whether there is one. */
  readInto(key: string, file: string): Promise<boolean>
  /** What is known of the object of a key without its bytes; null where there is none. */
  find(key: string): Promise<Omit<StoredObject, 'bytes'> | null>
  write(key: string, bytes: Uint8Array): Promise<void>
  /** Writes bytes that the object of another key has already; a folder then keeps them once, where it can. */
  writeSame(key: string, bytes: Uint8Array, sameAs: string): Promise<void>
  /** Writes the bytes of a file, as they are read. */
  writeFrom(key: string, file: string): Promise<void>
  /** Removes the object of a key, if there is one. */
  remove(key: string): Promise<void>
  /** All objects whose keys begin with a prefix, in no order. */
  list(prefix: string): AsyncIterable<{ key: string; size: number }>
  /**
   * Sees whether objects can be read, and written, too, if asked. Leaves nothing.
   *
   * @throws Error naming the variable that is to be set otherwise.
   */
  check(rights: 'read' | 'write'): Promise<void>
}

export type StoredObject = { bytes: Buffer; size: number; modified: Date }

/** What a folder can be asked without a turn of the event loop. */
export type ImmediateReads = {
  /** @throws Error of the file system where it is not there or cannot be read. */
  read(key: string): Buffer
  has(key: string): boolean
}

/** Opens what STORAGE names. Nothing is asked of it yet. @param patience with a store that is far away */
export function openStorage(setting: StorageSetting, patience: Patience = jobPatience): ObjectStorage {
  return setting.kind === 'files' ? folderStorage(setting.folder) : s3Storage(setting, patience)
}

/** How long whoever has much to do goes on trying: about half a minute. */
const jobPatience: Patience = { tries: 6, backoffMs: 1000, silenceMs: 30_000 }

/** How long whoever begins something waits to hear that it cannot be done. */
export const beginningPatience: Patience = { ...jobPatience, tries: 3 }

/** How long somebody may be kept waiting who looks at a page. */
export const servingPatience: Patience = { tries: 2, backoffMs: 200, silenceMs: 5000 }
