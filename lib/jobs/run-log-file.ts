import { appendFileSync, closeSync, existsSync, fstatSync, openSync, readSync, rmSync } from 'node:fs'
import path from 'node:path'
import pino, { type Logger } from 'pino'
import { type LogLine, parseLogLine } from './log-line'

/** How much of a log is read at once, in bytes. */
const READ_BYTES = 128 * 1024

export function runLogFile(dataDir: string, runId: number): string {
  return path.join(dataDir, 'logs', `run-${runId}.jsonl`)
}

/**
 * Opens the structured log of a run, to be added to. Each line is in the file when the call returns, so that a killed
 * process leaves all that it had to say; a log that cannot be written stops nothing.
 */
export function openRunLogFile(dataDir: string, runId: number): Logger {
  const file = runLogFile(dataDir, runId)
  try {
    endCutLine(file)
    const destination = pino.destination({ dest: file, mkdir: true, sync: true })
    destination.on('error', () => {})
    return pino({ base: null }, destination)
  } catch {
    return pino({ enabled: false })
  }
}

/** Ends the last line of a log where an interrupted write has cut it off, so that it takes no further one with it. */
function endCutLine(file: string): void {
  if (!existsSync(file)) return
  const descriptor = openSync(file, 'r')
  const last = Buffer.alloc(1)
  try {
    readSync(descriptor, last, 0, 1, fstatSync(descriptor).size - 1)
  } finally {
    closeSync(descriptor)
  }
  if (last.toString() !== '\n') appendFileSync(file, '\n')
}

/**
 * Reads whole lines of a run's log: those behind `after` bytes, or the last ones that fit into 128 kB. `end` is the
 * place to go on from. A line that is no log line, as an interrupted write leaves it, is left out.
 */
export function readRunLogFile(dataDir: string, runId: number, after = 0): { lines: LogLine[]; end: number } {
  const file = runLogFile(dataDir, runId)
  if (!existsSync(file)) return { lines: [], end: 0 }
  const descriptor = openSync(file, 'r')
  try {
    const { size } = fstatSync(descriptor)
    const start = Math.max(after, size - READ_BYTES, 0)
    if (start >= size) return { lines: [], end: size }
    const bytes = Buffer.alloc(size - start)
    readSync(descriptor, bytes, 0, bytes.length, start)
    const whole = bytes.subarray(0, bytes.lastIndexOf('\n') + 1)
    const lines = whole
      .toString()
      .split('\n')
      .flatMap((text) => parseLogLine(text) ?? [])
    return { lines, end: start + whole.length }
  } finally {
    closeSync(descriptor)
  }
}

export function removeRunLogFile(dataDir: string, runId: number): void {
  rmSync(runLogFile(dataDir, runId), { force: true })
}
