// Loaded first into every process that npm start and npm test start. Standard input is a pipe that nothing is written to:
// when it ends, the parent is gone, however it ended, and this process ends, too, with all that it has started.
import { isMainThread } from 'node:worker_threads'

/** Longer than a batch of the job in hand takes. */
const GRACE_MS = 5_000

if (isMainThread && process.env.REC_A_SKETCH_CHILD) {
  // What this one starts has another standard input.
  delete process.env.REC_A_SKETCH_CHILD
  let isEnding = false
  const end = () => {
    if (isEnding) return
    isEnding = true
    killAll('SIGTERM')
    setTimeout(() => killAll('SIGKILL'), GRACE_MS).unref()
  }
  process.stdin.on('end', end).on('error', end).resume()
  // Not a reason to live on.
  process.stdin.unref()
}

/** @param {NodeJS.Signals} signal */
function killAll(signal) {
  try {
    process.kill(-process.pid, signal)
  } catch {
    process.kill(process.pid, signal)
  }
}
