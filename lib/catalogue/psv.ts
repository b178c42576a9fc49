import { type Dialect, type RefusedRow, readTable, SPREADSHEET_DIALECTS, type TableRow } from './table'

/** Python's csv module with `delimiter='|'` and `quotechar='\\'`, by which the original files were written. */
const ORIGINAL: Dialect = { delimiter: '|', quote: '\\' }

const FORM = {
  dialects: [ORIGINAL, ...SPREADSHEET_DIALECTS],
  key: 'mid',
  known: new Set(['mid', 'name', 'modelname', 'uid', 'type', 'value']),
}

export type PsvHeader = { kind: 'header'; columns: string[] }

/**
 * Reads one of the original project's files: values between bars, one that holds a bar, a backslash or a line break
 * within backslashes, a backslash inside doubled; the first line names the columns. One that a spreadsheet has saved
 * again is read as well, in whatever encoding it writes. A row that cannot be read is refused alone.
 *
 * @param name of the file, for messages
 * @param warn told of what was guessed or left out beside rows
 * @throws Error when the file is not text, too large, or its header cannot be used.
 */
export function readPsv(
  input: AsyncIterable<Buffer>,
  name: string,
  warn: (warning: string) => void,
): AsyncGenerator<PsvHeader | TableRow | RefusedRow> {
  return readTable(input, name, FORM, warn)
}
