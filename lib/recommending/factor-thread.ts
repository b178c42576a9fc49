import { z } from 'zod'
import { openThread } from '@/lib/threads/thread'
import type { FactorsRequest } from './factors-work'
import type { FactorRows, FoundByFactors, HeldFactorsSetup, OpinionOfIds } from './held-factors'

export type { FactorRows, FoundByFactors, OpinionOfIds }

/** The factors of a run in the memory of a thread, which recommends by them. */
export type FactorThread = {
  /** Once all have come. @throws what reading the blocks throws; Error when one is damaged */
  loaded: Promise<void>
  /** @throws ThreadFullError when too many wait; Error */
  recommend(opinion: OpinionOfIds, limit: number, without: readonly number[]): Promise<FoundByFactors>
  /** Whether it was closed, or failed: it is not started again. */
  hasEnded(): boolean
  /** Ends it at once. */
  close(): Promise<void>
  /** Ends it once all are answered. */
  retire(): void
}

/** Visitors who may wait for recommendations; each is compared with all models. */
export const MAX_WAITING_VISITORS = 32

const because = z.array(z.object({ model: z.number(), share: z.number() }))
const found = z.object({
  found: z.array(z.object({ modelId: z.number(), score: z.number(), because })),
  leftOut: z.array(z.number()),
})

/** Starts a thread and has it hold the factors of some blocks, whose ids ascend. */
export function openFactorThread(setup: HeldFactorsSetup, blocks: AsyncIterable<FactorRows>): FactorThread {
  const thread = openThread<FactorsRequest, unknown>({
    module: 'lib/recommending/factors-work.ts',
    setup,
    title: 'that holds the factors of the run',
    answer: z.unknown(),
    mostWaiting: MAX_WAITING_VISITORS,
    hasMemory: true,
  })

  async function load(): Promise<void> {
    for await (const rows of blocks) await thread.ask({ kind: 'add', rows })
    await thread.ask({ kind: 'prepare' })
  }

  const loaded = load()
  // Whoever asks is told.
  loaded.catch(() => undefined)
  return {
    loaded,
    async recommend(opinion, limit, without) {
      await loaded
      return found.parse(await thread.ask({ kind: 'recommend', opinion, limit, without }))
    },
    hasEnded: thread.hasEnded,
    close: thread.close,
    retire: thread.retire,
  }
}
