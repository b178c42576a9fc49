import { createInterface } from 'node:readline/promises'
import { InterruptedError, UserError } from './command'

/**
 * Asks on the terminal for what could not be found out, with an answer that Enter alone gives. Where nobody can be
 * asked, throws; at Ctrl-C or Ctrl-D, InterruptedError.
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
  const closed = new AbortController()
  terminal.once('close', () => closed.abort())
  try {
    for (;;) {
      const answer = (await terminal.question(`${question} [${fallback}] `, { signal: closed.signal })).trim()
      const value = parse(answer === '' ? fallback : answer)
      if (value !== undefined) return value
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') throw new InterruptedError('SIGINT')
    throw error
  } finally {
    terminal.close()
  }
}
