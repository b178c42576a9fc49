import 'server-only'
import { bandOf, type Closeness, closenessOf } from '@/lib/facts/closeness'
import type { Kind } from '@/lib/facts/kinds'
import { database } from './database'
import type { ShownRun } from './published-run'

/** What a run has of one kind of one model, best first: of look-alikes those that are close. Some may be listed no more. */
export type KindList = {
  kind: Kind
  modelIds: Int32Array
  scores: Float32Array
  /** How many like both; null for kinds other than likes. */
  evidence: Int32Array | null
  /** How many likes of the model were learned from; null for kinds other than likes. */
  support: number | null
  /** All that the run has stored, whether close or not. */
  storedIds: Int32Array
  /** Whether it ends since the next one is not close. */
  isCut: boolean
}

/** The lists that a run has of a model, of some kinds; of a kind that it has nothing for there is none. */
export async function readKindLists(
  modelId: number,
  { id: runId, calibration }: Pick<ShownRun, 'id' | 'calibration'>,
  kinds: readonly Kind[],
): Promise<KindList[]> {
  const found = await storedLists(runId, modelId, kinds)
  return kinds.flatMap((kind): KindList[] => {
    const stored = found.get(kind)
    const length = stored?.modelIds.length ?? 0
    if (!stored || length === 0) return []
    const count = kind === 'visual' && calibration ? countClose(stored.scores, calibration) : length
    const close = { modelIds: stored.modelIds.subarray(0, count), scores: stored.scores.subarray(0, count) }
    return [{ ...stored, ...close, kind, storedIds: stored.modelIds, isCut: count < length }]
  })
}

type StoredList = Omit<KindList, 'kind' | 'storedIds' | 'isCut'>

async function storedLists(
  runId: number,
  modelId: number,
  kinds: readonly Kind[],
): Promise<ReadonlyMap<Kind, StoredList>> {
  const { neighbours } = database()
  const [kind, ...others] = kinds
  if (kind === undefined) return new Map()
  if (others.length > 0) return neighbours.findSimilarOfAllKinds(runId, modelId)
  return new Map([[kind, await neighbours.findSimilarModels(runId, kind, modelId)]])
}

/** How many of some scores, best first, are close: looked for by halves, since closeness never increases. */
export function countClose(scores: Float32Array, calibration: Closeness): number {
  let low = 0
  let high = scores.length
  while (low < high) {
    const middle = (low + high) >> 1
    const closeness = closenessOf(calibration, scores[middle] ?? 0)
    if (closeness === null || bandOf(closeness) !== null) low = middle + 1
    else high = middle
  }
  return low
}
