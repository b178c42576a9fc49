/** What ended a run, for a person: a full disk in words, everything else as it says itself. */
export function describeFault(error: unknown, dataDir: string): string {
  const message = error instanceof Error ? error.message : String(error)
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || /database or disk is full|ENOSPC/.test(message)) {
    return `The disk is full: nothing more can be written to ${dataDir}. What is published stays. Free some space, then resume the run.`
  }
  return message
}
