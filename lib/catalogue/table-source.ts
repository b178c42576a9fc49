import type { ReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { describeFileError } from '@/lib/thumbnails/image-file'
import { MAX_TABLE_BYTES } from './bounds'

/**
 * The size of a text file in bytes, asked before anything of it is read. A pipe, whose size is 0, will do as well, so
 * that a command's output can be handed over.
 *
 * @param what for messages
 * @throws Error when it cannot be read, is a folder, or is larger than MAX_TABLE_BYTES.
 */
export async function tableSize(file: string, what = file): Promise<number> {
  const stats = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${what} cannot be read (${error.code}).`)
  })
  if (stats.isDirectory()) throw new Error(`${what} cannot be read: it is a folder.`)
  if (stats.size > MAX_TABLE_BYTES)
    throw new Error(
      `${what} has ${stats.size} bytes; the most is ${MAX_TABLE_BYTES}. Split it into several files.`,
    )
  return stats.size
}

/** The pieces of a stream, its errors in words. */
export async function* piecesOf(stream: ReadStream, what: string): AsyncGenerator<Buffer> {
  try {
    for await (const piece of stream) yield piece
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error
    throw new Error(`${what} cannot be read (${describeFileError(error)}).`, { cause: error })
  }
}
