// Of Node alone: commander may not be installed yet.
import { parseArgs } from 'node:util'

/**
 * The flags of a command. When it is asked for `--help` it says what it does, and ends; for what it does not know it ends with 2,
 * with the same below the reason.
 *
 * @param {string} help
 * @param {string[]} [names] of flags besides `--help`
 * @returns {Record<string, boolean | undefined>}
 */
export function flagsOf(help, names = []) {
  try {
    const options = Object.fromEntries(['help', ...names].map((name) => [name, { type: 'boolean' }]))
    const { values } = parseArgs({ options })
    if (values.help !== true) return values
  } catch (error) {
    console.error(`error: ${error instanceof Error ? error.message : error}\n\n${help}`)
    process.exit(2)
  }
  console.log(help)
  process.exit(0)
}
