/** What DATABASE_URL may begin with: of the second, both are PostgreSQL. */
const SCHEMES = ['file:', 'postgresql:', 'postgres:']

/** Whether an address is of a database that is known. */
export function isDatabaseUrl(url: string): boolean {
  return SCHEMES.some((scheme) => url.startsWith(scheme))
}

/** The file behind the address of an SQLite database; null for one that is no file. */
export function databaseFileOf(url: string): string | null {
  return url.startsWith('file:') ? url.slice('file:'.length) : null
}

/** The address as it may be shown: without its password. One that cannot be read may have it anywhere. */
export function shownDatabaseUrl(url: string): string {
  if (databaseFileOf(url) !== null) return url
  if (!URL.canParse(url)) return url.replace(/\/\/.*$/s, '//(not shown)')
  const shown = new URL(url)
  if (!shown.password && !shown.searchParams.has('password')) return url
  if (shown.password) shown.password = '***'
  if (shown.searchParams.has('password')) shown.searchParams.set('password', '***')
  return shown.href
}
