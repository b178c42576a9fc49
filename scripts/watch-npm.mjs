// npm passes on a request to stop, but not that it is killed or loses its terminal.

const LOOK_EVERY_MS = 300

/** A process that takes the place of the shell that npm starts it with: its parent is npm. */
const OF_NPM = /^exec node (?:scripts\/(?:start|test)\.mjs|--import tsx scripts\/worker\.ts)/

/**
 * Calls back once when the npm that has started this process is gone. Does nothing in a process that was started
 * otherwise: whoever puts that into the background may leave.
 *
 * @param {() => void} onGone
 */
export function watchNpm(onGone) {
  if (!OF_NPM.test(process.env.npm_lifecycle_script ?? '') || process.platform === 'win32') return
  const { ppid } = process
  const timer = setInterval(() => {
    if (process.ppid === ppid) return
    clearInterval(timer)
    onGone()
  }, LOOK_EVERY_MS)
  timer.unref()
}
