import { randomUUID } from 'node:crypto'
import { fstatSync, mkdirSync, openSync, readdirSync, readSync, rmSync } from 'node:fs'
import path from 'node:path'

/** How much of what a job has said is looked at. */
const READ_BYTES = 16 * 1024
const SHOWN_LINES = 40

/**
 * Opens a file for what a job says that was started from here. It loses its name at once, so that it is gone as soon as
 * nobody has it open, however they end. The caller closes it.
 */
export function openJobOutput(dataDir: string): number {
  removeNamedOutputs(dataDir)
  const folder = path.join(dataDir, 'logs')
  mkdirSync(folder, { recursive: true })
  const file = path.join(folder, `start-${randomUUID()}.txt`)
  const descriptor = openSync(file, 'a+')
  rmSync(file, { force: true })
  return descriptor
}

/** Removes files that kept their names, as older versions left them; whoever still writes to one can go on. */
export function removeNamedOutputs(dataDir: string): void {
  const folder = path.join(dataDir, 'logs')
  try {
    for (const name of readdirSync(folder)) {
      if (/^start-.+\.txt$/.test(name)) rmSync(path.join(folder, name), { force: true })
    }
  } catch {
    // There is no such folder yet, or it is for another time.
  }
}

/** The last lines that were written to a file. */
export function readLastLines(descriptor: number): string {
  const { size } = fstatSync(descriptor)
  const bytes = Buffer.alloc(Math.min(size, READ_BYTES))
  readSync(descriptor, bytes, 0, bytes.length, size - bytes.length)
  return bytes.toString().trim().split('\n').slice(-SHOWN_LINES).join('\n')
}
