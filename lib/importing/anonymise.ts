import { createHmac, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/**
 * Makes the function that turns a user into what is stored of them: 128 bits of HMAC-SHA256, as 32 hexadecimal
 * digits. The same user gives the same hash, and without the secret nobody can find out or try out whose it is.
 *
 * @param readSecret asked once, at the first user
 */
export function anonymiser(readSecret: () => string): (user: string) => string {
  let secret: string | undefined
  return (user) => {
    secret ??= readSecret()
    return createHmac('sha256', secret).update(user).digest('hex').slice(0, 32)
  }
}

/**
 * The secret that users are hashed with: the one that was given, else the one kept in the data directory, which is
 * made at the first call. With another secret the same user becomes another, so it must stay with the database.
 */
export function likesSecret(dataDir: string, given?: string): string {
  if (given !== undefined) return given
  const file = path.join(dataDir, 'likes.secret')
  mkdirSync(dataDir, { recursive: true })
  try {
    writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error
  }
  const secret = readFileSync(file, 'utf8').trim()
  if (secret !== '') return secret
  throw new Error(
    `${file} is empty. Remove it, and import the likes again: their users are hashed with what is in it.`,
  )
}
