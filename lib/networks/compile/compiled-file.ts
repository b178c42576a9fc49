import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

const magic = Buffer.from('RASENC\0\u0001', 'latin1')
const digestLength = 32
const headerLength = magic.length + digestLength * 2

/**
 * Reads a compiled encoder from a file, or makes it and writes the file when there is none or it is damaged, cut
 * off, of another version, or made for another key. The file is complete at every instant: it is written aside
 * and renamed. Its header is a magic with the version of the form, the SHA-256 of the key, and that of the content.
 *
 * @param key says all that the content depends on
 * @throws Error when the folder cannot be written, or what `make` throws
 */
export async function readOrMakeCompiled(
  file: string,
  key: string,
  make: () => Promise<Uint8Array>,
): Promise<{ content: Uint8Array; source: 'file' | 'made' }> {
  const expectedKey = sha256(key)
  const stored = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new Error(`The compiled encoder ${file} cannot be read (${error.message}).`, { cause: error })
  })
  if (stored && isIntact(stored, expectedKey))
    return { content: stored.subarray(headerLength), source: 'file' }

  const content = await make()
  await mkdir(path.dirname(file), { recursive: true })
  const aside = `${file}.${randomUUID()}.part`
  try {
    await writeFile(aside, Buffer.concat([magic, expectedKey, sha256(content), content]))
    await rename(aside, file)
  } finally {
    await rm(aside, { force: true })
  }
  return { content, source: 'made' }
}

function isIntact(stored: Buffer, expectedKey: Buffer): boolean {
  const content = stored.subarray(headerLength)
  return stored.subarray(0, headerLength).equals(Buffer.concat([magic, expectedKey, sha256(content)]))
}

function sha256(data: string | Uint8Array): Buffer {
  return createHash('sha256').update(data).digest()
}
