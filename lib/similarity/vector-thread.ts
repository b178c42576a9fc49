import { z } from 'zod'
import { openThread } from '@/lib/threads/thread'
import type { ExpandedQuestion, Found, HeldOptions, NearestQuestion } from './held-vectors'
import type { Nearest, VectorBlock } from './vector-index'
import type { VectorsRequest, VectorsSetup } from './vectors-work'

/** The vectors of a run in the memory of a thread, which finds the nearest among them. */
export type VectorThread = {
  /** Once all have come. @throws what reading the blocks throws; Error when one is damaged */
  loaded: Promise<void>
  /** @throws ThreadFullError when too many questions wait; Error */
  nearest(question: NearestQuestion, options: HeldOptions): Promise<Found>
  /** Of what was found by an expanded question. @throws ThreadFullError; Error */
  compareExpanded(question: ExpandedQuestion): Promise<Nearest>
  /** As `HeldVectors` has it. @throws ThreadFullError; Error */
  compare(ones: readonly number[], others: readonly number[]): Promise<Float32Array>
  /** Whether it was closed, or failed: it is not started again. */
  hasEnded(): boolean
  /** Ends it at once. */
  close(): Promise<void>
  /** Ends it once all questions are answered. */
  retire(): void
}

/** Questions that may wait; each goes through all vectors. */
export const MAX_WAITING_QUESTIONS = 32

const nearest = z.object({ modelIds: z.instanceof(Int32Array), scores: z.instanceof(Float32Array) })
const found = nearest.extend({
  query: z.instanceof(Float32Array).nullable(),
  leftOut: z.array(z.number()),
})

/** Starts a thread and has it hold the vectors of some blocks, whose ids ascend. */
export function openVectorThread(dimensions: number, blocks: AsyncIterable<VectorBlock>): VectorThread {
  const setup: VectorsSetup = { dimensions }
  const thread = openThread<VectorsRequest, unknown>({
    module: 'lib/similarity/vectors-work.ts',
    setup,
    title: 'that holds the vectors of the run',
    answer: z.unknown(),
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
      return found.parse(await thread.ask({ kind: 'nearest', question, options }))
    },
    async compare(ones, others) {
      await loaded
      return z.instanceof(Float32Array).parse(await thread.ask({ kind: 'pairs', ones, others }))
    },
    compareExpanded: async (question) => nearest.parse(await thread.ask({ kind: 'compare', question })),
    hasEnded: thread.hasEnded,
    close: thread.close,
    retire: thread.retire,
  }
}
