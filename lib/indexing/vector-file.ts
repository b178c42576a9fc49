import { randomUUID } from 'node:crypto'
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import path from 'node:path'
import type { VectorStore } from '@/lib/similarity/search-neighbours'

/** More than so much is not held in memory: at 256 numbers a vector, beyond a million models. */
const MOST_HELD_BYTES = 2 ** 30

/** Whether so many vectors are better read by blocks from a file. */
export function isMuch(count: number, dimensions: number): boolean {
  return 4 * count * dimensions > MOST_HELD_BYTES
}

export type VectorFile = VectorStore & {
  /** Gives its space back. */
  close(): void
}

/**
 * Vectors in a file of a folder, float32 as in memory. The file has no name any more once it is open: whatever becomes of this
 * process, nothing of it is left.
 */
export function openVectorFile(folder: string, dimensions: number, ids: ArrayLike<number>): VectorFile {
  const name = path.join(folder, `vectors.${randomUUID()}.tmp`)
  const file = openSync(name, 'wx+')
  rmSync(name)
  let bytesWritten = 0
  return {
    append(rows) {
      const bytes = new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength)
      for (let at = 0; at < bytes.length;) {
        const written = writeSync(file, bytes, at, bytes.length - at, bytesWritten)
        at += written
        bytesWritten += written
      }
    },
    vectors: {
      count: ids.length,
      dimensions,
      ids,
      rows(start, end) {
        const rows = new Float32Array((end - start) * dimensions)
        const bytes = new Uint8Array(rows.buffer)
        const first = 4 * start * dimensions
        for (let at = 0; at < bytes.length;) {
          const read = readSync(file, bytes, at, bytes.length - at, first + at)
          if (read === 0) throw new Error(`The file of vectors ends before row ${end}.`)
          at += read
        }
        return rows
      },
    },
    close: () => closeSync(file),
  }
}
