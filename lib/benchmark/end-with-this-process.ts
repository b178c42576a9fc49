import type { ChildProcess } from 'node:child_process'

/** Ends a child when this process does before it, stopped by a signal, say. */
export function endWithThisProcess(child: ChildProcess): void {
  const end = () => void child.kill()
  process.once('exit', end)
  child.once('close', () => process.off('exit', end))
}
