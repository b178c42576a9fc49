import { Command, CommanderError, InvalidArgumentError } from 'commander'

export { Command, InvalidArgumentError, Option } from 'commander'

/** An error that is about what the user asked for, with nothing wrong inside: shown without a stack. */
export class UserError extends Error {
  override name = 'UserError'
}

/** Parses a flag's value as a whole number within a range. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
    }
    return value
  }
}

/**
 * Runs a command line to its end and sets the process's exit code: 0 on success, 2 on bad usage (with the
 * usage printed), 1 on any other failure (with the reason printed).
 */
export async function runCommand(command: Command): Promise<void> {
  try {
    await command.exitOverride().showHelpAfterError().parseAsync()
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2
    } else {
      console.error(`\n${error instanceof Error ? error.message : error}`)
      process.exitCode = 1
    }
  }
}

/**
 * A signal that aborts at Ctrl-C or a request to terminate, so that the work in hand can be put away. Further
 * ones change nothing: below `npm start` one Ctrl-C arrives twice, from the terminal and from the parent.
 */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => controller.abort(new UserError(`Stopped by ${name}.`)))
  }
  return controller.signal
}
