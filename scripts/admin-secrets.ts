import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'

/** About 77 bits, in letters and digits that are not mistaken for one another. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789'
const PASSWORD_LENGTH = 16

export type AdminSecrets = { ADMIN_PASSWORD: string; SESSION_SECRET: string }

function newPassword(): string {
  const letters = Array.from(randomBytes(PASSWORD_LENGTH), (byte) => ALPHABET[byte % ALPHABET.length])
  return letters.join('').replaceAll(/.{4}(?=.)/g, '$&-')
}

/**
 * Makes those of the admin's secrets that are not set, and keeps them in a file like `.env`: in place of an empty
 * assignment, or at its end. Returns what was made.
 *
 * @throws Error when the file cannot be written
 */
export function makeAdminSecrets(
  envFile: string,
  given: { [Name in keyof AdminSecrets]: string | undefined },
): Partial<AdminSecrets> {
  const made: Partial<AdminSecrets> = {
    ...(given.ADMIN_PASSWORD === undefined && { ADMIN_PASSWORD: newPassword() }),
    ...(given.SESSION_SECRET === undefined && { SESSION_SECRET: randomBytes(32).toString('base64url') }),
  }
  const assignments = Object.entries(made)
  if (assignments.length === 0) return made
  let text = existsSync(envFile) ? readFileSync(envFile, 'utf8') : ''
  for (const [name, value] of assignments) {
    const empty = new RegExp(`^${name}=[ \\t]*$`, 'm')
    if (empty.test(text)) text = text.replace(empty, `${name}=${value}`)
    else text = `${text.replace(/(?<=[^\n])$/, '\n')}${name}=${value}\n`
  }
  writeFileSync(envFile, text, { mode: 0o600 })
  // Nobody else on the machine is to read the password.
  chmodSync(envFile, 0o600)
  return made
}
