/** Rows as the original project's files have them: as Python's csv module writes with `\` as quote character. */
export function psvText(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(quoted).join('|')}\r\n`).join('')
}

function quoted(value: string): string {
  return /[|\\\r\n]/.test(value) ? `\\${value.replaceAll('\\', '\\\\')}\\` : value
}
