// npm runs a script through a shell, and a request to stop that npm or the shell gets, or dies of, may end there.
import { readFileSync } from 'node:fs'

const LOOK_EVERY_MS = 300

/** What npm starts and is to end with it. */
const OF_NPM = /^node (?:scripts\/(?:start|test)\.mjs|--import tsx scripts\/worker\.ts)/

/**
 * Calls back once when the npm that has started this process, or the shell in between, is gone. Does nothing in a process
 * that was started otherwise: whoever puts that into the background may leave.
 *
 * @param {() => void} onGone
 */
export function watchNpm(onGone) {
  const isOfNpm = OF_NPM.test(process.env.npm_lifecycle_script ?? '')
  if (!isOfNpm || process.platform === 'win32') return
  const { ppid } = process
  const npm = isShell(ppid) ? parentOf(ppid) : null
  const timer = setInterval(() => {
    if (process.ppid === ppid && (npm === null || parentOf(ppid) === npm)) return
    clearInterval(timer)
    onGone()
  }, LOOK_EVERY_MS)
  timer.unref()
}

/** @param {number} pid */
function isShell(pid) {
  return /^(?:sh|ash|bash|dash|ksh|zsh|busybox)$/.test(readProcess(pid, 'comm')?.trim() ?? '')
}

/** The parent of a process; null where that cannot be found out, which is everywhere but on Linux. @param {number} pid */
function parentOf(pid) {
  // The name, in brackets, may hold anything.
  const [, parent] = /^.*\) \S (\d+)/s.exec(readProcess(pid, 'stat') ?? '') ?? []
  return parent === undefined ? null : Number(parent)
}

/** @param {number} pid @param {string} what */
function readProcess(pid, what) {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8')
  } catch {
    return null
  }
}
