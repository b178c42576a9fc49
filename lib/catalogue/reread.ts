import { readImageFile } from '@/lib/thumbnails/image-file'
import { sampleEntries } from './sample'

/** How images are had again of sources that only their own commands can read. */
const COMMANDS: Record<string, (sourceKey: string) => string> = {
  sketchfab: (uid) => `npm run catalog:sketchfab -- --uid ${uid}`,
  psv: (uid) => `npm run catalog:sketchfab -- --uid ${uid}`,
}

/** A catalogue source whose images only its own command can read. */
export class CannotRereadError extends Error {
  constructor(source: string, sourceKey: string) {
    const command = COMMANDS[source]?.(sourceKey) ?? 'import its catalogue again'
    super(`The image of ${sourceKey} cannot be had by trying again: ${command}`)
    this.name = 'CannotRereadError'
  }
}

/**
 * Reads a model's image again from where its catalogue source has it.
 *
 * @throws CannotRereadError when this source has no way to; UnusableImageError when the image is gone.
 */
export async function rereadImage(source: string, sourceKey: string): Promise<Buffer> {
  if (source === 'folder') return readImageFile(sourceKey)
  const entry =
    source === 'sample' ? (await sampleEntries()).find((known) => known.sourceKey === sourceKey) : undefined
  if (!entry) throw new CannotRereadError(source, sourceKey)
  return entry.readImage()
}
