import 'server-only'
import { decodeLikesSettings, type RunLikesSettings } from '@/lib/database/run-likes'
import { readFactorBlocks } from '@/lib/indexing/kept-factors'
import {
  type FactorThread,
  type FoundByFactors,
  openFactorThread,
  type OpinionOfIds,
} from '@/lib/recommending/factor-thread'
import { ThreadFullError } from '@/lib/threads/thread'
import { database } from './database'
import { heldByRun, type OpenedForRun, type Slot } from './held-by-run'
import { NearestBusyError } from './nearest'
import type { ShownRun } from './published-run'

/** The most memory that factors are held in: of 128 numbers those of two million models. A run that has more recommends by content. */
export const MAX_FACTOR_BYTES = 1024 ** 3

declare global {
  /** As the database: Next evaluates this module more than once in a process, and the factors are to be held once. */
  var recASketchFactors: Promise<OpenedForRun<FactorThread>> | undefined
}

const slot: Slot<FactorThread> = {
  get: () => globalThis.recASketchFactors,
  set: (opening) => void (globalThis.recASketchFactors = opening),
}

/** The run that is asked. */
type AskedRun = Pick<ShownRun, 'id' | 'modelCount'>

/**
 * What somebody would like best by what others like, who like the same; none of an opinion has factors where the run has none. A thread
 * holds the factors of one run; they are loaded at the first question, and anew when another run is asked.
 *
 * @param without ids that are not recommended
 * @throws NearestBusyError when too many ask
 */
export async function recommendByFactors(
  run: AskedRun,
  opinion: OpinionOfIds,
  limit: number,
  without: readonly number[],
): Promise<FoundByFactors> {
  const settings = await settingsOf(run)
  if (!settings) return { found: [], leftOut: [...opinion.liked, ...opinion.disliked] }
  try {
    const thread = await heldByRun(slot, run.id, () => open(run, settings))
    return await thread.recommend(opinion, limit, without)
  } catch (error) {
    throw error instanceof ThreadFullError ? new NearestBusyError() : error
  }
}

/** What a run has learned likes by; null where it has learned none, or more than may be held. */
async function settingsOf({ id, modelCount }: AskedRun): Promise<RunLikesSettings | null> {
  const kinds = await database().runKinds.readRunKinds(id)
  const likes = kinds.find(({ kind }) => kind === 'likes')
  const settings = decodeLikesSettings(likes?.settings ?? null)
  if (!settings) return null
  return 4 * settings.factors * modelCount > MAX_FACTOR_BYTES ? null : settings
}

async function open(
  { id, modelCount }: AskedRun,
  { factors, regularisation, alpha }: RunLikesSettings,
): Promise<FactorThread> {
  const setup = { factors, regularisation, alpha, mostModels: modelCount }
  const thread = openFactorThread(setup, readFactorBlocks(database(), id))
  try {
    await thread.loaded
    return thread
  } catch (error) {
    await thread.close()
    throw error
  }
}
