import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'

const FLUSH_AT = 1 << 16

/**
 * Writes lines to a file, which appears whole or not at all, or to standard output when no file is named.
 * Returns how many lines there were.
 */
export function writeLines(lines: Iterable<string>, file: string | undefined): number {
  const temporary = `${file}.part`
  const descriptor = file === undefined ? 1 : openSync(temporary, 'w')
  try {
    const count = pour(lines, descriptor)
    if (file !== undefined) {
      fsyncSync(descriptor)
      closeSync(descriptor)
      renameSync(temporary, file)
    }
    return count
  } catch (error) {
    if (file !== undefined) rmSync(temporary, { force: true })
    throw error
  }
}

function pour(lines: Iterable<string>, descriptor: number): number {
  let count = 0
  let buffer = ''
  const flush = () => {
    for (let rest = Buffer.from(buffer); rest.length > 0;) rest = rest.subarray(writeSync(descriptor, rest))
    buffer = ''
  }
  for (const line of lines) {
    buffer += `${line}\n`
    count++
    if (buffer.length >= FLUSH_AT) flush()
  }
  flush()
  return count
}

/** One line of CSV as RFC 4180 has it: what holds a comma, a quote or a line break is quoted. */
export function csvLine(values: readonly (string | number)[]): string {
  return values
    .map((value) => (/[",\r\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : value))
    .join(',')
}
