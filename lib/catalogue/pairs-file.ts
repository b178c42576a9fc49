import { cutText } from '@/lib/text/cut-text'
import { MAX_NAME_LENGTH } from './bounds'
import { oneLine } from './one-line'
import { readTable, SPREADSHEET_DIALECTS } from './table'

/** A row of two columns: values as they are written, but on one line. */
export type Pair = { kind: 'pair'; first: string; second: string }
/** A row that cannot be used, and why, with its line. */
export type RefusedPair = { kind: 'refused'; reason: string }

const DIALECTS = [...SPREADSHEET_DIALECTS, { delimiter: '|', quote: '"' }]

/**
 * Reads a table of which two columns are wanted, as spreadsheets write it: columns separated by commas, semicolons, tabs or
 * bars, by what a first line such as `sep=:` says, or by whatever else stands between the two in the header. Others are passed over.
 *
 * @param columns as the header names them, with capitals or without; what they hold is in `what`
 * @param name of the file, for messages
 * @param warn told of what was guessed
 * @throws Error when the file is empty, not text, or too large, or lacks a column.
 */
export async function* readPairs(
  input: AsyncIterable<Buffer>,
  name: string,
  columns: { first: string; second: string; what: string },
  warn: (warning: string) => void,
): AsyncGenerator<Pair | RefusedPair> {
  const { first, second, what } = columns
  const form = { dialects: DIALECTS, key: first, known: new Set([first, second]), takesAnyMark: true }
  let hasHeader = false
  for await (const record of readTable(input, name, form, warn)) {
    const place = `${name} line ${record.line}`
    if (record.kind === 'header') {
      hasHeader = true
      assertColumns(record.columns, columns, place)
    } else if (record.kind === 'refused') yield { kind: 'refused', reason: `${place}: ${record.reason}.` }
    else {
      const value = (column: string) => oneLine(record.values.get(column) ?? '')
      const missing = [first, second].find((column) => value(column) === '')
      if (missing === undefined) yield { kind: 'pair', first: value(first), second: value(second) }
      else yield { kind: 'refused', reason: `${place}: the ${missing} is missing.` }
    }
  }
  if (!hasHeader)
    throw new Error(
      `${name} is empty. Its first line must name the columns ${first} and ${second}; each further line is ${what}.`,
    )
}

function assertColumns(
  found: readonly string[],
  { first, second, what }: { first: string; second: string; what: string },
  place: string,
): void {
  const missing = [first, second].filter((column) => !found.includes(column))
  if (missing.length === 0) return
  throw new Error(
    `${place}: there is no column ${missing.join(' and no column ')}; the columns are ${cutText(found.join(', '), MAX_NAME_LENGTH)}. The first line must name ${first} and ${second}; each further line is ${what}.`,
  )
}

/** What a file of likes must have. */
export const LIKES_COLUMNS = { first: 'user', second: 'model', what: 'a model that a user likes' } as const

/** What a file of tags must have. */
export const TAGS_COLUMNS = { first: 'model', second: 'tag', what: 'a tag of a model' } as const

/** What a file of vectors must have. */
export const VECTORS_COLUMNS = {
  first: 'model',
  second: 'vector',
  what: 'the numbers of a model, with spaces between them',
} as const
