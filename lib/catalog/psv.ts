import type { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { z } from 'zod'

/** One record below the header: the line it ends on, and its values by column. */
export type PsvRecord = { line: number; values: Map<string, string> }

/** A record may have so many bytes; a quote that is never closed would else take in the rest of the file. */
const MAX_RECORD_BYTES = 1 << 16

const parsedRecord = z.object({ info: z.object({ lines: z.number() }), record: z.array(z.string()) })

/**
 * Reads the dialect of the original project's files, which Python's csv module wrote with `delimiter='|'` and
 * `quotechar='\\'`: values between bars, one that holds a bar, a backslash or a line break within backslashes, a
 * backslash inside doubled; lines end in CRLF or LF; the first names the columns. Bytes that are not UTF-8 become
 * U+FFFD.
 *
 * @param name of the file, for messages
 * @throws Error naming the line, when a quote is not closed or a line has other values than the header names.
 */
export async function* readPsv(input: Readable, name: string): AsyncGenerator<PsvRecord> {
  let columns: string[] | undefined
  for await (const { line, values } of records(input, name)) {
    if (!columns) {
      columns = values.map((column) => column.trim())
      continue
    }
    if (values.length !== columns.length) {
      throw new Error(
        `${name} line ${line}: ${values.length} values where the header names ${columns.length} columns (${columns.join(', ')}).`,
      )
    }
    yield { line, values: new Map(columns.map((column, place) => [column, values[place] ?? ''])) }
  }
}

async function* records(input: Readable, name: string): AsyncGenerator<{ line: number; values: string[] }> {
  const parser = parse({
    delimiter: '|',
    quote: '\\',
    escape: '\\',
    record_delimiter: ['\r\n', '\n'],
    bom: true,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD_BYTES,
  })
  input.on('error', (error) => parser.destroy(error))
  try {
    for await (const parsed of input.pipe(parser)) {
      const { info, record } = parsedRecord.parse(parsed)
      yield { line: info.lines, values: record }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new Error(`${name} is not a file of the original project’s dialect: ${error.message}.`, {
      cause: error,
    })
  }
}
