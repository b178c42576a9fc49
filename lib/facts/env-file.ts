import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'

/**
 * The variables that a file like `.env` sets; none when there is no such file.
 *
 * @throws Error saying why it cannot be read
 */
export function readEnvFile(file: string): Record<string, string | undefined> {
  try {
    return parseEnv(readFileSync(file, 'utf8'))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'ENOENT') return {}
    throw new Error(`The settings in ${file} cannot be read: ${REASONS[code] ?? String(error)}`, {
      cause: error,
    })
  }
}

const REASONS: Record<string, string> = {
  EACCES:
    'this user may not (EACCES). Give it to the user that runs Rec-a-Sketch, or make it readable for that one.',
  EISDIR: 'it is a folder (EISDIR). Remove it, or put a file in its place.',
}
