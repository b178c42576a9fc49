import { constants, type Stats } from 'node:fs'
import { type FileHandle, open, readlink, stat } from 'node:fs/promises'
import { assertFileSize, UnusableImageError } from './decode'

/** Errors that are the machine's and would meet every file; all others are about the one that was asked for. */
const OF_THE_MACHINE = new Set(['EMFILE', 'ENFILE', 'ENOMEM'])

const STEP_BYTES = 64 * 1024

/**
 * Reads an image file whole. What it is and how large is asked before anything is read, nothing but a plain file is
 * opened (to open a pipe could wait for ever), and one that grows meanwhile is read no further than the limit.
 *
 * @throws UnusableImageError when it is no plain file, is larger than MAX_BYTES, or cannot be read.
 */
export async function readImageFile(file: string): Promise<Buffer> {
  return readingFile(file, async (handle, { size }) => {
    assertFileSize(size)
    const parts: Buffer[] = []
    let length = 0
    for (;;) {
      const part = Buffer.allocUnsafeSlow(Math.max(size + 1 - length, STEP_BYTES))
      const { bytesRead } = await handle.read(part, 0, part.length, null)
      if (bytesRead === 0) break
      parts.push(part.subarray(0, bytesRead))
      length += bytesRead
      assertFileSize(length)
    }
    const [only] = parts
    return parts.length === 1 && only ? only : Buffer.concat(parts)
  })
}

/**
 * Reads how an image file begins.
 *
 * @throws UnusableImageError when it is no plain file, or cannot be read.
 */
export async function readBeginning(file: string, bytes: number): Promise<Buffer> {
  return readingFile(file, async (handle) => {
    const start = Buffer.alloc(bytes)
    const { bytesRead } = await handle.read(start, 0, bytes, 0)
    return start.subarray(0, bytesRead)
  })
}

async function readingFile<Result>(
  file: string,
  read: (handle: FileHandle, stats: Stats) => Promise<Result>,
): Promise<Result> {
  let handle: FileHandle | undefined
  try {
    assertPlainFile(await stat(file))
    handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const stats = await handle.stat()
    assertPlainFile(stats)
    return await read(handle, stats)
  } catch (error) {
    if (!isOfTheFile(error)) throw error
    const target = await readlink(file).catch(() => null)
    const what = target === null ? 'The file' : `It is a link to ${target}, which`
    throw new UnusableImageError(`${what} cannot be read (${describeFileError(error)}).`, { cause: error })
  } finally {
    await handle?.close()
  }
}

function isOfTheFile(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && !OF_THE_MACHINE.has(String(error.code))
}

/** The system's words without the path, which may be as long as a path can be; e.g. `EACCES: permission denied`. */
export function describeFileError(error: Error): string {
  return error.message.replace(/, \w+(?: '.*)?$/s, '')
}

function assertPlainFile(stats: Stats): void {
  if (!stats.isFile()) throw new UnusableImageError(`It is ${kindOfFile(stats)}, not an image file.`)
}

/** In words, e.g. `a folder`. */
export function kindOfFile(
  stats: Pick<Stats, 'isDirectory' | 'isFIFO' | 'isSocket' | 'isBlockDevice' | 'isCharacterDevice'>,
): string {
  if (stats.isDirectory()) return 'a folder'
  if (stats.isFIFO()) return 'a named pipe'
  if (stats.isSocket()) return 'a socket'
  return stats.isBlockDevice() || stats.isCharacterDevice() ? 'a device' : 'no plain file'
}
