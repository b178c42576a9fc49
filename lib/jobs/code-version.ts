import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Database } from '@/lib/database/database'

/** Of 64 hexadecimal digits so many tell versions apart. */
const DIGITS = 12

let known: string | undefined

/**
 * What the code of this process is told from other code by: a digest of `lib` and of the packages that it runs on. What two
 * versions compute may differ, and must not be mixed in one run.
 */
export function codeVersion(): string {
  return (known ??= digestOfCode(path.resolve(import.meta.dirname, '../..')))
}

/** The version that is noted with a run; null over a database that no other process computes over. */
export function runVersion({ units }: Pick<Database, 'units'>): string | null {
  return units.isShared ? codeVersion() : null
}

/** @param root a checkout */
export function digestOfCode(root: string): string {
  const files = readdirSync(path.join(root, 'lib'), { recursive: true, encoding: 'utf8' })
    .map((name) => `lib/${name.replaceAll(path.sep, '/')}`)
    .filter((name) => /\.(?:ts|mjs)$/.test(name) && !name.includes('/generated/'))
    .sort()
  const hash = createHash('sha256')
  for (const file of ['package-lock.json', ...files]) {
    hash.update(`${file}\0`).update(readFileSync(path.join(root, file)))
  }
  return hash.digest('hex').slice(0, DIGITS)
}
