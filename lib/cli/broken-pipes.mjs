/**
 * Lets a process outlive whoever reads what it prints (`| head -1`): what nobody reads any more is dropped, and the work
 * goes on to its end. Output that cannot be written for another reason, a full disk say, makes the process fail.
 * Plain JavaScript, since `npm start` calls it before anything is installed.
 */
export function surviveBrokenPipes() {
  let isTold = false
  process.stdout.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
    if (isReaderGone(error) || isTold) return
    isTold = true
    process.exitCode = 1
    console.error(`\nStandard output cannot be written (${error.message}).`)
  })
  process.stderr.on('error', () => {})
}

/**
 * Whether an error says that nobody reads any more.
 *
 * @param {unknown} error
 */
export function isReaderGone(error) {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE'
}
