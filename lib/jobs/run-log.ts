import pino, { type Logger } from 'pino'
import type { Database } from '@/lib/database/database'
import { type LogLine, parseLogLine } from './log-line'
import { openRunLogFile, readRunLogFile, removeRunLogFile } from './run-log-file'

type LogPlace = { database: Database; dataDir: string }

/** How many lines of a log that is in the database are read at once. */
const READ_LINES = 500

/**
 * Opens the structured log of a run, to be added to. It is a file of the data directory, or where machines share the database,
 * in that: whoever goes on with the run may be on another one. A log that cannot be written stops nothing.
 */
export function openRunLog({ database, dataDir }: LogPlace, runId: number): Logger {
  if (!database.units.isShared) return openRunLogFile(dataDir, runId)
  return pino({ base: null }, { write: linesTo(database, runId) })
}

/** Lines are written in order, those that come while others are being written all at once. */
function linesTo({ units }: Database, runId: number): (line: string) => void {
  let waiting: string[] = []
  let writing: Promise<void> | null = null
  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const lines = waiting
      waiting = []
      await units.logs.append(runId, lines).catch(() => {})
    }
    writing = null
  }
  return (line) => {
    waiting.push(line.trimEnd())
    writing ??= writeAll()
  }
}

/**
 * Reads whole lines of a run's log: those behind a place, `after`, or as many of the last ones as are shown at once. `end` is
 * the place to go on from.
 */
export async function readRunLog(
  { database, dataDir }: LogPlace,
  runId: number,
  after = 0,
): Promise<{ lines: LogLine[]; end: number }> {
  if (!database.units.isShared) return readRunLogFile(dataDir, runId, after)
  const read = await database.units.logs.read(runId, after, READ_LINES)
  return { lines: read.flatMap(({ line }) => parseLogLine(line) ?? []), end: read.at(-1)?.id ?? after }
}

export async function removeRunLog({ database, dataDir }: LogPlace, runId: number): Promise<void> {
  if (database.units.isShared) await database.units.logs.remove(runId)
  else removeRunLogFile(dataDir, runId)
}
