import path from 'node:path'
import type { ObjectStorage } from '@/lib/storage/storage'
import { compareNames } from '@/lib/text/name-order'
import { DESCRIPTION_FILE, type EncoderDescription, parseDescription } from './encoder-descriptions'

/** What the keys of all encoders begin with: they lie in a storage as they lie in DATA_DIR. */
const ENCODERS = 'encoders/'

/** The key of a file of an encoder. */
export function encoderKey(name: string, file: string): string {
  return `${ENCODERS}${name}/${file.split(path.sep).join('/')}`
}

/** Whether a storage is somewhere else than an installation's own encoders. */
export function isElsewhere(storage: ObjectStorage, encodersDir: string): boolean {
  return storage.now === null || path.resolve(storage.place, ENCODERS) !== path.resolve(encodersDir)
}

/**
 * What is said of the encoders that a storage has for all machines, by name; none where it is this installation's own
 * folder, which holds them anyway.
 *
 * @throws Error naming the description that is damaged; StorageError
 */
export async function readSharedDescriptions(
  storage: ObjectStorage,
  encodersDir: string,
): Promise<EncoderDescription[]> {
  if (!isElsewhere(storage, encodersDir)) return []
  const descriptions: EncoderDescription[] = []
  for await (const { key } of storage.list(ENCODERS)) {
    const [, name = '', file, ...rest] = key.split('/')
    if (file !== DESCRIPTION_FILE || rest.length > 0) continue
    const read = await storage.read(key)
    // It is being replaced at the moment.
    if (!read) continue
    const where = `${storage.place}/${key}`
    const folder = `${storage.place}/${ENCODERS}${name}`
    const description = parseDescription(() => read.bytes.toString('utf8'), where, folder)
    if (description.name === name) descriptions.push(description)
  }
  return descriptions.sort((left, right) => compareNames(left.name, right.name))
}

/** Those of this installation and those of the storage, which count where both have one of a name. */
export function mergeDescriptions(
  own: readonly EncoderDescription[],
  shared: readonly EncoderDescription[],
): EncoderDescription[] {
  const byName = new Map([...own, ...shared].map((description) => [description.name, description]))
  return [...byName.values()].sort((left, right) => compareNames(left.name, right.name))
}
