import 'server-only'
import path from 'node:path'
import { readEncoderDescriptions } from '@/lib/embedding/encoder-descriptions'
import { env } from '@/lib/facts/env'
import { readVectorBlocks } from '@/lib/indexing/kept-vectors'
import type { NearestQuestion } from '@/lib/similarity/held-vectors'
import { PLAIN_SHARE, queryExpansionOf } from '@/lib/similarity/query-expansion'
import type { Nearest } from '@/lib/similarity/vector-index'
import { MAX_WAITING_QUESTIONS, openVectorThread, type VectorThread } from '@/lib/similarity/vector-thread'
import { ThreadFullError } from '@/lib/threads/thread'
import { database } from './database'
import { heldByRun, type OpenedForRun, type Slot } from './held-by-run'
import type { ShownRun } from './published-run'

/** The run that is asked: as pages see it. */
export type AskedRun = Pick<ShownRun, 'id' | 'recipe' | 'projectionId' | 'modelCount'>

export type NearestOptions = {
  limit: number
  /** Ids that alone may be found; by default all. */
  among?: Int32Array
  /** Ids that may not be found. */
  without?: readonly number[]
  /** Whether scores are those of the run's table, of which closeness is known; by default they are. Else plain cosines. */
  asInTable?: boolean
}

/** What is found, best first, and the ids of the question that have no vector. */
export type NearestModels = Nearest & { leftOut: number[] }

/** How many more than are asked for are compared as the table compares: by plain vectors they may come later. */
const SPARE = 40

/** Too many questions wait. */
export class NearestBusyError extends Error {
  override name = 'NearestBusyError'
  constructor() {
    super('Too many questions wait to be compared with the catalogue. Try again in a few seconds.')
  }
}

/** The run has no vectors to compare with; the message says why, and what to do. */
export class NoVectorsError extends Error {
  override name = 'NoVectorsError'
}

/** The most memory that vectors are held in: of 256 numbers those of two million models. */
export const MAX_VECTOR_BYTES = 2 * 1024 ** 3

declare global {
  /** As the database: Next evaluates this module more than once in a process, and the vectors are to be held once. */
  var recASketchVectors: Promise<OpenedForRun<VectorThread>> | undefined
}

let waiting = 0

/**
 * The models of a run nearest to a question, best first, and which ids of the question have no vector. A thread holds the vectors of
 * one run; they are loaded at the first question, and anew when another run is asked. Models that were taken down since the run was
 * loaded may be found: whoever shows them reads which are listed.
 *
 * @throws NearestBusyError, NoVectorsError
 */
export async function nearestModels(
  run: AskedRun,
  question: NearestQuestion,
  { limit, among, without = [], asInTable = true }: NearestOptions,
): Promise<NearestModels> {
  if (waiting >= MAX_WAITING_QUESTIONS) throw new NearestBusyError()
  waiting++
  try {
    const thread = await heldVectors(run)
    const expansion = asInTable ? neighboursThatExpand(run) : 0
    const asked = expansion === 0 ? limit : limit + SPARE
    const storedOf = (modelIds: number[]) =>
      database().neighbours.findNeighbourIds(run.id, 'visual', modelIds)
    const one = expansion > 0 && 'plus' in question && question.minus.length === 0 ? question.plus : []
    const { query, leftOut, ...found } = await thread.nearest(question, {
      limit: asked,
      among: among ?? null,
      without,
      expansion,
      near: one.length === 1 ? (await storedOf([...one])).get(one[0] ?? 0) : undefined,
    })
    if (query === null || expansion === 0) return { ...found, leftOut }
    const lists = await storedOf([...found.modelIds])
    const near = Array.from(found.modelIds, (id) => lists.get(id) ?? new Int32Array(0))
    const { modelIds } = found
    const plain = 'vector' in question ? { vector: question.vector, share: PLAIN_SHARE } : null
    const compared = await thread.compareExpanded({ query, modelIds, near, plain, limit, expansion })
    return { ...compared, leftOut }
  } catch (error) {
    throw error instanceof ThreadFullError ? new NearestBusyError() : error
  } finally {
    waiting--
  }
}

/**
 * How alike some models are to others under a run, as cosines of their plain vectors: [others.length, ones.length] row-major, 0 where
 * one has no vector.
 *
 * @throws NearestBusyError, NoVectorsError
 */
export async function compareModels(
  run: AskedRun,
  ones: readonly number[],
  others: readonly number[],
): Promise<Float32Array> {
  try {
    return await (await heldVectors(run)).compare(ones, others)
  } catch (error) {
    throw error instanceof ThreadFullError ? new NearestBusyError() : error
  }
}

/** Begins to hold the vectors of a run, so that the first question need not wait for them. Whoever asks is told what is wrong. */
export function warmNearest(run: AskedRun): void {
  heldVectors(run).catch(() => undefined)
}

const slot: Slot<VectorThread> = {
  get: () => globalThis.recASketchVectors,
  set: (opening) => void (globalThis.recASketchVectors = opening),
}

const heldVectors = (run: AskedRun) => heldByRun(slot, run.id, () => open(run))

async function open(run: AskedRun): Promise<VectorThread> {
  const dimensions = await database().vectors.findVectorDimensions(run.id)
  if (dimensions === null) {
    throw new NoVectorsError(
      `Run ${run.id} has kept no vectors to compare with: its recipe ${run.recipe} keeps none, or an earlier version made it. npm run precompute -- --mode all makes another; the recipe “default” keeps them.`,
    )
  }
  const bytes = 4 * dimensions * run.modelCount
  if (bytes > MAX_VECTOR_BYTES) {
    throw new NoVectorsError(
      `The vectors of run ${run.id} would take ${Math.round(bytes / 1024 ** 2)} MB of the web server's memory, more than the ${MAX_VECTOR_BYTES / 1024 ** 2} that they may have.`,
    )
  }
  const thread = openVectorThread(dimensions, readVectorBlocks(database(), run.id))
  try {
    await thread.loaded
    return thread
  } catch (error) {
    await thread.close()
    throw error
  }
}

/** As the stage that made the table expands vectors. */
function neighboursThatExpand({ recipe, projectionId, modelCount }: AskedRun): number {
  const isExpanded = projectionId !== null || added(recipe)?.expanded
  return isExpanded ? (queryExpansionOf(modelCount)?.neighbours ?? 0) : 0
}

function added(recipe: string) {
  return readEncoderDescriptions(path.join(env().dataDir, 'encoders')).find(({ name }) => name === recipe)
    ?.recipe
}
