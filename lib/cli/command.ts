import { constants } from 'node:os'
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { describeDatabaseFault } from '@/lib/database/database'
import { env } from '@/lib/facts/env'
import { RunCancelledError } from '@/lib/jobs/run-control'
import { surviveBrokenPipes } from './broken-pipes.mjs'

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

/** Parses a flag's value as a number within a range. */
export function numberBetween(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() !== '' && value >= least && value <= most) return value
    throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`)
  }
}

/** A command was stopped by a signal before it had come to its end. */
export class InterruptedError extends Error {
  override name = 'InterruptedError'
  constructor(readonly signal: NodeJS.Signals) {
    super(`Stopped by ${signal}.`)
  }
}

const KEPT = 'What was done is kept.'
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Made when a command asks for it: it puts its work away by itself then. */
let interruption: AbortController | undefined

/**
 * Runs a command line to its end and sets the process's exit code: 0 on success, 2 on bad usage (with the usage
 * printed), as shells have it when it was stopped by a signal (130 for Ctrl-C), 1 on any other failure (with the reason
 * printed). Whoever stops reading what it prints neither fails nor ends it.
 */
export async function runCommand(command: Command): Promise<void> {
  surviveBrokenPipes()
  for (const name of STOP_SIGNALS) process.on(name, () => stop(name))
  try {
    await command.exitOverride().showHelpAfterError().parseAsync()
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2
    } else if (error instanceof InterruptedError) {
      sayStopped(error)
      process.exitCode = exitCodeOf(error.signal)
    } else {
      // What somebody has wanted is no fault.
      const isWanted = error instanceof RunCancelledError
      console.error(isWanted ? `Cancelled on the dashboard. ${KEPT}` : `\n${describe(error)}`)
      process.exitCode = 1
    }
  }
}

function stop(signal: NodeJS.Signals): void {
  if (interruption) return interruption.abort(new InterruptedError(signal))
  // It has nothing to put away: all that it writes is whole at every instant.
  sayStopped(new InterruptedError(signal))
  process.exit(exitCodeOf(signal))
}

function sayStopped({ message }: InterruptedError): void {
  console.error(`${message} ${KEPT}`)
}

function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal]
}

function describe(error: unknown): string {
  return databaseFault(error) ?? (error instanceof Error ? error.message : String(error))
}

function databaseFault(error: unknown): string | null {
  try {
    return describeDatabaseFault(error, env())
  } catch {
    // The settings cannot be read, and that is what the error says.
    return null
  }
}

/**
 * A signal that aborts with InterruptedError at Ctrl-C, a request to terminate or the end of the terminal, so that the
 * work in hand can be put away. Further ones change nothing: below `npm start` one Ctrl-C arrives twice, from the
 * terminal and from the parent.
 */
export function interruptSignal(): AbortSignal {
  interruption ??= new AbortController()
  return interruption.signal
}
