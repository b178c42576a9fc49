import { createHash } from 'node:crypto'
import { createReadStream, statSync } from 'node:fs'

/** What a file is told by. `git` is what git names it by: the SHA-1 over the word blob, its length and its bytes. */
export type FileDigest = { kind: 'md5' | 'sha256' | 'git'; hex: string }

const algorithms = {
  md5: { name: 'md5', shown: 'MD5' },
  sha256: { name: 'sha256', shown: 'SHA-256' },
  git: { name: 'sha1', shown: 'git’s SHA-1' },
} as const

/** What a kind of digest is called in a sentence. */
export function nameOfDigest(kind: FileDigest['kind']): string {
  return algorithms[kind].shown
}

/**
 * The digest of a file, hexadecimal in lower case; undefined when there is no such file.
 *
 * @throws Error with the file system's code when it cannot be read
 * @throws AbortError when the signal stopped it
 */
export async function digestOfFile(
  file: string,
  kind: FileDigest['kind'],
  signal?: AbortSignal,
): Promise<string | undefined> {
  const stat = statSync(file, { throwIfNoEntry: false })
  if (!stat) return undefined
  const hash = createHash(algorithms[kind].name)
  if (kind === 'git') hash.update(`blob ${stat.size}\0`)
  try {
    for await (const chunk of createReadStream(file, { signal })) hash.update(chunk)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  return hash.digest('hex')
}
