/** Spreadsheets read UTF-8 as such only behind it. */
export const BYTE_ORDER_MARK = '\uFEFF'

/** With these a spreadsheet takes a cell for a formula, and runs it. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/

/** One line of CSV as RFC 4180 has it: what holds a comma, a quote or a line break is quoted. */
export function csvLine(values: readonly (string | number)[]): string {
  return values
    .map((value) => (/[",\r\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : value))
    .join(',')
}

/**
 * The same for a spreadsheet: text that one would run as a formula gets an apostrophe in front, which shows it as the
 * text that it is. Numbers stay numbers.
 */
export function spreadsheetLine(values: readonly (string | number)[]): string {
  return csvLine(
    values.map((value) => (typeof value === 'string' && FORMULA.test(value) ? `'${value}` : value)),
  )
}
