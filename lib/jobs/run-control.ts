import { setTimeout as delay } from 'node:timers/promises'
import type { Database, RequestedAction } from '@/lib/database/database'
import { RunLostError } from './held-lock'
import { rateMeter } from './rate-meter'

const HEARTBEAT_MS = 500

/** The run was cancelled by an admin. */
export class RunCancelledError extends Error {
  constructor() {
    super('Cancelled.')
    this.name = 'RunCancelledError'
  }
}

/** Awaited between two pieces of work: waits while the run is paused, throws when it must end. */
export type Checkpoint = () => Promise<void>

export type RunControlOptions = {
  database: Database
  runId: number
  signal?: AbortSignal
  /** Waits until it is certain that this process is the one behind the run. @throws RunLostError when it is not */
  assertHeld?: () => Promise<void>
  /** Called with each heartbeat, to write what the job counts besides. */
  onHeartbeat?: () => Promise<void>
  /** Told what an admin asked for, as it is carried out. */
  onAction: (action: RequestedAction) => void
}

/**
 * Connects a job to its row of Run: says twice a second how far it is, and does what the row is asked for by then.
 * Works the same whoever asks: the web server may have been restarted since.
 */
export function controlRun(options: RunControlOptions) {
  const { database, runId, signal, assertHeld = async () => {}, onHeartbeat, onAction } = options
  let current = { stage: '', done: 0, total: 0 }
  let meter = rateMeter()
  let requested: RequestedAction | null = null
  const cancellation = new AbortController()

  async function beat(status?: 'running' | 'paused'): Promise<void> {
    const rate = status === 'paused' ? null : meter.rate()
    await assertHeld()
    const answer = await database.runs.reportRun(runId, { ...(current.stage && current), rate, status })
    if (answer === 'ended') {
      cancellation.abort(new RunLostError(`Run ${runId} is not active any more: somebody has ended it.`))
      return
    }
    requested = answer
    if (requested === 'cancel' && !cancellation.signal.aborted) {
      onAction('cancel')
      cancellation.abort(new RunCancelledError())
    }
    await onHeartbeat?.()
  }

  let isBeating = false
  const heartbeat = setInterval(() => {
    if (isBeating) return
    isBeating = true
    // A sign of life that could not be given is no reason to end.
    beat()
      .catch(() => {})
      .finally(() => (isBeating = false))
  }, HEARTBEAT_MS)

  async function waitWhilePaused(): Promise<void> {
    onAction('pause')
    await beat('paused')
    await database.runs.settleAction(runId, 'pause')
    requested = null
    while (requested !== 'resume' && requested !== 'cancel' && !cancellation.signal.aborted) {
      await assertHeld()
      await delay(HEARTBEAT_MS / 2, undefined, { signal }).catch(() => signal?.throwIfAborted())
    }
  }

  async function goOn(): Promise<void> {
    onAction('resume')
    await database.runs.settleAction(runId, 'resume')
    meter = rateMeter(current.done)
    await beat('running')
  }

  /** Done once for all that work side by side: each waits for it, whenever it comes to its checkpoint. */
  let obeying: Promise<void> | null = null

  async function obey(): Promise<void> {
    if (requested === 'pause') await waitWhilePaused()
    if (requested === 'resume') await goOn()
  }

  /**
   * @throws RunCancelledError when the run was cancelled, RunLostError when this process is not behind it any more, the
   *   signal's reason when the process was asked to end
   */
  const checkpoint: Checkpoint = async () => {
    signal?.throwIfAborted()
    await assertHeld()
    if (requested === 'pause' || requested === 'resume') {
      obeying ??= obey().finally(() => (obeying = null))
    }
    await obeying
    cancellation.signal.throwIfAborted()
  }

  return {
    checkpoint,
    /** Aborts as soon as the run is cancelled, with RunCancelledError, or ended by somebody else, with RunLostError. */
    cancelled: cancellation.signal,
    /** Begins a stage with `total` things to do, `done` of them done before. */
    async stage(name: string, total: number, done = 0): Promise<void> {
      current = { stage: name, done, total }
      meter = rateMeter(done)
      // What cannot be written now is written with the next sign of life.
      await beat().catch(() => {})
    },
    /** Takes note of how many things of the stage are done. */
    progress(done: number): void {
      current.done = done
      meter.add(done)
    },
    /** Ends the heartbeat. */
    stop: () => clearInterval(heartbeat),
  }
}
