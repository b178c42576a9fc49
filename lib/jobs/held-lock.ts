import type { Lock } from '@/lib/database/database'

/** This process is not behind its run any more: another one is, or will be. */
export class RunLostError extends Error {
  override name = 'RunLostError'
}

/** A job's lock, as the process behind a run has it: one that goes with the database is taken again when that is back. */
export type HeldLock = {
  /** Waits while it is being taken again. @throws RunLostError once it is lost for good */
  assertHeld(): Promise<void>
  /** Aborts with RunLostError once it is lost for good. */
  lost: AbortSignal
  release(): Promise<void>
}

/**
 * Holds on to a lock.
 *
 * @param acquire takes it again, waiting for a database that cannot be reached; null when another process has it
 */
export function holdLock(taken: Lock, acquire: () => Promise<Lock | null>): HeldLock {
  const lost = new AbortController()
  let current = taken
  let isReleased = false
  let takingAgain: Promise<void> | null = null

  function watch(lock: Lock): void {
    const onLost = () => {
      if (!isReleased) takingAgain ??= takeAgain().finally(() => (takingAgain = null))
    }
    if (lock.lost.aborted) onLost()
    else lock.lost.addEventListener('abort', onLost, { once: true })
  }

  async function takeAgain(): Promise<void> {
    try {
      const again = await acquire()
      if (again === null) return giveUp('another process has it by now')
      if (isReleased) return await again.release()
      current = again
      watch(again)
    } catch (error) {
      giveUp(String(error))
    }
  }

  function giveUp(reason: string): void {
    lost.abort(
      new RunLostError(
        `The lock of this job was lost with the connection to the database: ${reason}. Whoever has it next goes on with the run.`,
      ),
    )
  }

  watch(taken)
  return {
    async assertHeld() {
      await takingAgain
      lost.signal.throwIfAborted()
    },
    lost: lost.signal,
    async release() {
      isReleased = true
      await current.release()
    },
  }
}
