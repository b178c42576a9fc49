/** A thread that holds something of one run. */
type RunThread = {
  hasEnded(): boolean
  /** Ends it once all that it was asked is answered. */
  retire(): void
}

export type OpenedForRun<Thread> = { runId: number; thread: Thread }

/** Where the thread of a process is kept: Next evaluates modules more than once in it, and one is to be held. */
export type Slot<Thread> = {
  get(): Promise<OpenedForRun<Thread>> | undefined
  set(opening: Promise<OpenedForRun<Thread>> | undefined): void
}

/**
 * The thread that holds what is asked of a run: it is opened at the first question, and anew when another run is asked, or when it has
 * ended.
 *
 * @throws what `open` throws; it is tried again at the next question
 */
export async function heldByRun<Thread extends RunThread>(
  slot: Slot<Thread>,
  runId: number,
  open: () => Promise<Thread>,
): Promise<Thread> {
  const before = slot.get()
  const current = await before?.catch(() => undefined)
  if (current?.runId === runId && !current.thread.hasEnded()) return current.thread
  // Somebody else has begun meanwhile.
  if (before !== slot.get()) return heldByRun(slot, runId, open)
  current?.thread.retire()
  const opening = open().then((thread) => ({ runId, thread }))
  slot.set(opening)
  try {
    return (await opening).thread
  } catch (error) {
    if (slot.get() === opening) slot.set(undefined)
    throw error
  }
}
