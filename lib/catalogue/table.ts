import { CsvError, parse } from 'csv-parse/sync'
import { z } from 'zod'
import { MAX_COLUMN_NAME_LENGTH, MAX_COLUMNS, MAX_ROW_BYTES, MAX_ROW_LINES } from './bounds'
import { oneLine } from './one-line'
import { type TextLine, textLines } from './text-lines'

/** How the columns of a table are told apart, and what a value that holds such a mark is put in. */
export type Dialect = { delimiter: string; quote: string }

/** What spreadsheets write, by the country they are set to. */
export const SPREADSHEET_DIALECTS: readonly Dialect[] = [',', ';', '\t'].map((delimiter) => ({
  delimiter,
  quote: '"',
}))

/** The names of the columns, given first; none for an empty file. */
export type TableHeader = { kind: 'header'; line: number; columns: string[] }
/** A row below the header: the line it begins on, and its values by column, as they are written. */
export type TableRow = { kind: 'row'; line: number; values: Map<string, string> }
/** A row that cannot be used. */
export type RefusedRow = { kind: 'refused'; line: number; reason: string }

export type TableForm = {
  /** Tried in this order on the header. */
  dialects: readonly Dialect[]
  /** The column that the dialect is known by; its values are on one line. */
  key: string
  /** Columns whose names may be written with capitals, the key among them. */
  known: ReadonlySet<string>
  /** Whether any other mark will do that parts a header in which all of these are. */
  takesAnyMark?: boolean
}

/**
 * Reads a table out of a text file: the first line names the columns (or, before it, `sep=;` the delimiter). Empty
 * columns after the last that is named are passed over, and so are empty rows. A row that is too short, too long, or
 * whose quotes do not close is refused alone.
 *
 * @param name of the file, for messages
 * @param warn told of what was guessed or left out beside rows
 * @throws Error naming what is wrong, when it is not text, too large, or has too many columns, one of them twice,
 *   or too long a name. A header without the key is given on, for the caller to say what it misses.
 */
export async function* readTable(
  input: AsyncIterable<Buffer>,
  name: string,
  form: TableForm,
  warn: (warning: string) => void,
): AsyncGenerator<TableHeader | TableRow | RefusedRow> {
  const lines = lookAhead(textLines(input, name, warn))
  const header = await readHeader(lines, name, form)
  if (header === null) return
  const { line, dialect, columns } = header
  yield { kind: 'header', line, columns }
  yield* readRows(lines, name, form.key, dialect, columns, warn)
}

/** Lines that may be looked at before they are taken. */
type Lines = {
  at(place: number): Promise<TextLine | undefined>
  take(count: number): void
}

function lookAhead(batches: AsyncGenerator<TextLine[]>): Lines {
  let ahead: TextLine[] = []
  let taken = 0
  return {
    async at(place) {
      while (taken + place >= ahead.length) {
        const { value, done } = await batches.next()
        if (done) return undefined
        ahead = [...ahead.slice(taken), ...value]
        taken = 0
      }
      return ahead[taken + place]
    },
    take(count) {
      taken += count
    },
  }
}

type Header = { line: number; dialect: Dialect; columns: string[] }

/** Null when the file is empty. */
async function readHeader(
  lines: Lines,
  name: string,
  { dialects, key, known, takesAnyMark = false }: TableForm,
): Promise<Header | null> {
  let candidates = dialects
  for (let line = await lines.at(0); line !== undefined; line = await lines.at(0)) {
    lines.take(1)
    if ('reason' in line)
      throw new Error(`${name} line ${line.number}: the header cannot be read: ${line.reason}.`)
    const { number, text } = line
    const stated = /^"?sep=(.)"?\1*$/i.exec(text)?.[1]
    if (stated !== undefined) {
      const usual = dialects.find(({ delimiter }) => delimiter === stated)
      candidates = [usual ?? { delimiter: stated, quote: '"' }]
    } else if (text.trim() !== '') {
      const columnsOf = (dialect: Dialect) => columnNames(parseRecord(text, dialect) ?? [text], known)
      const headersBy = (dialects: readonly Dialect[]) =>
        dialects.map((dialect) => ({ line: number, dialect, columns: columnsOf(dialect) }))
      const byWidth = headersBy(candidates).toSorted(
        (one, other) => other.columns.length - one.columns.length,
      )
      const hasAll = ({ columns }: Header) => [...known].every((column) => columns.includes(column))
      const header =
        byWidth.find(({ columns }) => columns.includes(key)) ??
        (takesAnyMark ? headersBy(marksIn(text)).find(hasAll) : undefined) ??
        byWidth[0]
      if (header) assertColumns(header.columns, `${name} line ${number}`)
      return header ?? null
    }
  }
  return null
}

/** A dialect of each mark that may stand between names. */
function marksIn(text: string): Dialect[] {
  const marks = text.match(/[^\p{L}\p{N}"]/gu) ?? []
  return [...new Set(marks)].map((delimiter) => ({ delimiter, quote: '"' }))
}

/** Without the empty ones at the end, which spreadsheets leave behind. */
function columnNames(values: readonly string[], known: ReadonlySet<string>): string[] {
  const names = values.map((value) => {
    const column = oneLine(value)
    return known.has(column.toLowerCase()) ? column.toLowerCase() : column
  })
  return names.slice(0, names.findLastIndex((column) => column !== '') + 1)
}

/** @throws Error */
function assertColumns(columns: readonly string[], place: string): void {
  if (columns.length > MAX_COLUMNS)
    throw new Error(`${place}: there are ${columns.length} columns; the most is ${MAX_COLUMNS}.`)
  const long = columns.findIndex((column) => column.length > MAX_COLUMN_NAME_LENGTH)
  if (long !== -1)
    throw new Error(
      `${place}: the name of column ${long + 1} has more than ${MAX_COLUMN_NAME_LENGTH} characters.`,
    )
  const repeated = columns.find((column, index) => column !== '' && columns.indexOf(column) !== index)
  if (repeated !== undefined) throw new Error(`${place}: the column “${repeated}” is there twice.`)
}

async function* readRows(
  lines: Lines,
  name: string,
  key: string,
  dialect: Dialect,
  columns: readonly string[],
  warn: (warning: string) => void,
): AsyncGenerator<TableRow | RefusedRow> {
  let hasUnnamed = false
  for (let line = await lines.at(0); line !== undefined; line = await lines.at(0)) {
    const { number } = line
    const record = 'reason' in line ? null : await readRecord(lines, line.text, dialect)
    if (record?.values.every((value) => value.trim() === '')) {
      lines.take(record.lineCount)
      continue
    }
    const reason = 'reason' in line ? line.reason : describeProblem(record, key, dialect, columns)
    if (reason !== null || record === null) {
      // Of a record over several lines the others may be rows of their own, behind a quote too many.
      lines.take(1)
      yield { kind: 'refused', line: number, reason: reason ?? '' }
      continue
    }
    lines.take(record.lineCount)
    const values = new Map(columns.map((column, place) => [column, record.values[place] ?? '']))
    if (
      values.delete('') &&
      !hasUnnamed &&
      record.values.some((value, place) => columns[place] === '' && value.trim() !== '')
    ) {
      hasUnnamed = true
      warn(`${name} line ${number}: a column without a name holds a value; such columns are passed over.`)
    }
    yield { kind: 'row', line: number, values }
  }
}

type TableRecord = { values: string[]; lineCount: number }

/** The record that begins on the next line; null when it has no end. */
async function readRecord(lines: Lines, first: string, dialect: Dialect): Promise<TableRecord | null> {
  let text = first
  let values = parseRecord(text, dialect)
  let lineCount = 1
  while (values === null && lineCount < MAX_ROW_LINES) {
    const [last, next] = [await lines.at(lineCount - 1), await lines.at(lineCount)]
    if (!last || 'reason' in last || !next || 'reason' in next) return null
    text += last.ending + next.text
    if (text.length > MAX_ROW_BYTES) return null
    if (next.text.includes(dialect.quote)) values = parseRecord(text, dialect)
    lineCount++
  }
  return values && { values, lineCount }
}

function describeProblem(
  record: TableRecord | null,
  key: string,
  { delimiter, quote }: Dialect,
  columns: readonly string[],
): string | null {
  const openQuote = `a quote (${quote}) is opened and not closed`
  if (record === null) return openQuote
  const { values, lineCount } = record
  const width = values.findLastIndex((value) => value !== '') + 1
  const count = width > columns.length ? width : values.length
  if (width <= columns.length && count >= columns.length) {
    const hasBrokenKey = /[\r\n]/.test((values[columns.indexOf(key)] ?? '').trim())
    return lineCount > 1 && hasBrokenKey ? openQuote : null
  }
  if (lineCount > 1) return openQuote
  const hint = delimiter === ';' && width > columns.length ? '; tags separated by ; must be in quotes' : ''
  return `${count} values where the header names ${columns.length} columns (${columns.join(', ')})${hint}`
}

const parsedRecord = z.tuple([z.array(z.string())])

/** Ends no record: what is parsed is one, and its line breaks are of its values. */
const NO_DELIMITER = '\uFFFF\uFFFE'

/** The values of one record; null while a quote in it is open. */
function parseRecord(text: string, { delimiter, quote }: Dialect): string[] | null {
  if (!text.includes(quote)) return text.split(delimiter)
  try {
    return parsedRecord.parse(
      parse(text, {
        delimiter,
        quote,
        escape: quote,
        record_delimiter: NO_DELIMITER,
        relax_column_count: true,
        relax_quotes: true,
      }),
    )[0]
  } catch (error) {
    if (error instanceof CsvError && error.code === 'CSV_QUOTE_NOT_CLOSED') return null
    throw error
  }
}
