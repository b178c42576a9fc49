import { statSync } from 'node:fs'

/**
 * What is wrong with a database that cannot be used, and what to do, for a person; null for an error that is about
 * something else.
 *
 * @param isOpening whether it was met in opening the database, so that what the file system says is about that
 */
export function describeDatabaseFault(
  error: unknown,
  databaseFile: string,
  isOpening = false,
): string | null {
  if (!(error instanceof Error)) return null
  const code = 'code' in error ? String(error.code) : ''
  const { message } = error
  const database = `The database ${databaseFile}`
  if (code === 'SQLITE_NOTADB' || /file is not a database/.test(message)) {
    return `${database} is not an SQLite database (${message}). ${RESTORE}`
  }
  if (code.startsWith('SQLITE_CORRUPT') || /database disk image is malformed/.test(message)) {
    return (
      `${database} is damaged (database disk image is malformed). ${RESTORE} ` +
      `What is damaged says: sqlite3 ${databaseFile} 'PRAGMA integrity_check'. What can be saved is: sqlite3 ${databaseFile} .recover | sqlite3 saved.db`
    )
  }
  if (code.startsWith('SQLITE_READONLY')) {
    return `${database} cannot be written (${message}). Let this user write the file, those of its name with -wal and -shm, and its folder.`
  }
  if (code.startsWith('SQLITE_CANTOPEN')) {
    if (isFolder(databaseFile)) {
      return `${database} is a folder, not a file. Remove it, or set DATABASE_URL and DATA_DIR to where the database is.`
    }
    return `${database} cannot be opened (${message}). Let this user read and write the file and its folder.`
  }
  if (code.startsWith('SQLITE_IOERR')) {
    return `${database} cannot be read or written (${message}, ${code}). See to the disk that it is on, and that this user may write its folder.`
  }
  if (isOpening && FOLDER_CODES.includes(code)) {
    return `${database} cannot be made (${message}). Let this user write its folder, or set DATA_DIR to another one.`
  }
  return null
}

const RESTORE = 'Stop what uses it, and put a backup in its place.'
/** What making its folder fails with. */
const FOLDER_CODES = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENAMETOOLONG']

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false
}
