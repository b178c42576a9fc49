import { readFile } from 'node:fs/promises'
import { sampleEntries } from './sample'

/** A catalogue source whose images only its own command can read. */
export class CannotRereadError extends Error {
  constructor(source: string, sourceKey: string) {
    super(`The image of ${sourceKey} is had by importing its catalogue (${source}) again.`)
    this.name = 'CannotRereadError'
  }
}

/**
 * Reads a model's image again from where its catalogue source has it.
 *
 * @throws CannotRereadError when this source has no way to; the file system's error when the image is gone.
 */
export async function rereadImage(source: string, sourceKey: string): Promise<Buffer> {
  if (source === 'folder') return readFile(sourceKey)
  const entry =
    source === 'sample' ? (await sampleEntries()).find((known) => known.sourceKey === sourceKey) : undefined
  if (!entry) throw new CannotRereadError(source, sourceKey)
  return entry.readImage()
}
