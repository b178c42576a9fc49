import { createInterface } from 'node:readline/promises'
import { UserError } from './command'

/**
 * Asks on the terminal for what could not be found out, with an answer that Enter alone gives. Where nobody can be
 * asked, throws.
 *
 * @param flag how it is told on the command line
 * @param parse gives undefined for an answer that cannot be used
 */
export async function ask<Value>(
  question: string,
  flag: string,
  fallback: string,
  parse: (answer: string) => Value | undefined,
): Promise<Value> {
  if (!process.stdin.isTTY) throw new UserError(`The files do not tell: ${question} Say it with ${flag}`)
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    for (;;) {
      const answer = (await terminal.question(`${question} [${fallback}] `)).trim()
      const value = parse(answer === '' ? fallback : answer)
      if (value !== undefined) return value
    }
  } finally {
    terminal.close()
  }
}
