import { z } from 'zod'
import { openThread } from '@/lib/threads/thread'
import type { Found, HeldOptions, NearestQuestion } from './held-vectors'
import type { VectorBlock } from './vector-index'
import type { VectorsRequest, VectorsSetup } from './vectors-work'

/** The vectors of a run in the memory of a thread, which finds the nearest among them. */
export type VectorThread = {
  /** Once all have come. @throws what reading the blocks throws; Error when one is damaged */
  loaded: Promise<void>
  /** @throws ThreadFullError when too many questions wait; Error */
  nearest(question: NearestQuestion, options: HeldOptions): Promise<Found>
  /** Whether it was closed, or failed: it is not started again. */
  hasEnded(): boolean
  /** Ends it at once. */
  close(): Promise<void>
  /** Ends it once all questions are answered. */
  retire(): void
}

/** Questions that may wait; each goes through all vectors. */
export const MAX_WAITING_QUESTIONS = 32

const found = z.object({
  modelIds: z.instanceof(Int32Array),
  scores: z.instanceof(Float32Array),
  leftOut: z.array(z.number()),
})

/** Starts a thread and has it hold the vectors of some blocks, whose ids ascend. */
export function openVectorThread(dimensions: number, blocks: AsyncIterable<VectorBlock>): VectorThread {
  const setup: VectorsSetup = { dimensions }
  const thread = openThread<VectorsRequest, Found | null>({
    module: 'lib/similarity/vectors-work.ts',
    setup,
    title: 'that holds the vectors of the run',
    answer: found.nullable(),
    mostWaiting: MAX_WAITING_QUESTIONS,
    hasMemory: true,
  })

  async function load(): Promise<void> {
    for await (const block of blocks) await thread.ask({ kind: 'add', block })
  }

  const loaded = load()
  // Whoever asks is told.
  loaded.catch(() => undefined)
  return {
    loaded,
    async nearest(question, options) {
      await loaded
      const answer = await thread.ask({ kind: 'nearest', question, options })
      if (!answer) throw new Error('The thread that holds the vectors of the run gave no answer.')
      return answer
    },
    hasEnded: thread.hasEnded,
    close: thread.close,
    retire: thread.retire,
  }
}
