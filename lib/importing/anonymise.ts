import { createHmac, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Database } from '@/lib/database/database'

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
 * What turns a user into what is stored of them, by the secret that was given or that the data directory keeps: the same
 * for all that likes come from, so that one name is one user.
 *
 * Hashing throws Error where likes are stored already and their secret is not here: under a new one their users would be others.
 */
export async function userHasher(
  database: Database,
  dataDir: string,
  given?: string,
): Promise<(user: string) => string> {
  const needsSecret = given === undefined && (await database.likes.hasLikes())
  return anonymiser(() => {
    if (needsSecret && !existsSync(secretFile(dataDir))) throw new Error(withoutSecret(dataDir))
    return likesSecret(dataDir, given)
  })
}

function withoutSecret(dataDir: string): string {
  return (
    `The likes that are stored have users hashed with a secret that is not here: there is no ${secretFile(dataDir)}, and LIKES_SECRET is not set. ` +
    'Copy the file from the machine that has it, or set LIKES_SECRET to what is in it. If it is lost, write 64 hexadecimal digits of your own into the file: ' +
    'whoever likes something then counts as somebody else than before.'
  )
}

/**
 * The secret that users are hashed with: the one that was given, else the one kept in the data directory, which is
 * made at the first call. With another secret the same user becomes another, so it must stay with the database.
 */
export function likesSecret(dataDir: string, given?: string): string {
  if (given !== undefined) return given
  const file = secretFile(dataDir)
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

function secretFile(dataDir: string): string {
  return path.join(dataDir, 'likes.secret')
}
