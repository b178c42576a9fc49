import { availableParallelism } from 'node:os'

import type { QueryExpansion } from '@/lib/similarity/query-expansion'
import { averageQueries, type MeasuredQueries, noteQuery, roomForQueries } from './measured-queries'
import { NothingToEvaluateError } from './nothing-to-evaluate'
import type { RetrievalQuality } from './retrieval-metrics'
import { scoreBlocks } from '@/lib/similarity/score-blocks'
import { expandSearch } from '@/lib/similarity/search-neighbours'
import type { VectorSource } from '@/lib/similarity/vectors'

export type EvaluationOptions = {
  vectors: VectorSource
  /** What each model is; models with the same label are relevant to each other. Null: known of none. */
  labels: readonly (string | null)[]
  /** Models of the query's own group (views of one object, say) are left out of its ranking. */
  groups?: readonly (string | null)[]
  /** The same expansion as the published table, or null for the plain vectors. */
  expansion: QueryExpansion | null
  /** A model with fewer relevant ones is no query, though it stays in the rankings of others. */
  leastRelevant?: number
  threads?: number
  signal?: AbortSignal
  onProgress?: (done: number, total: number) => void
}

/** How many of the first places precision looks at. */
const DEPTH = 10

/** The means over what `measureQueries` measures, and over the queries of each label. */
export async function evaluateRetrieval(options: EvaluationOptions): Promise<RetrievalQuality> {
  return averageQueries(await measureQueries(options), (model) => options.labels[model] ?? null)
}

/**
 * Ranks, for every model that has a label and enough relevant models, all other models (its own group left out),
 * and measures where the relevant ones stand. Equal scores rank by id. Models without a label stay in the
 * rankings, where they are relevant to nothing. Memory: one block of queries against all models, and a hundred bytes a
 * query.
 *
 * @returns models called by their rows
 * @throws Error when labels or groups are not one a vector; NothingToEvaluateError when no model has enough relevant ones
 */
export async function measureQueries(options: EvaluationOptions): Promise<MeasuredQueries> {
  const {
    vectors,
    labels,
    groups,
    expansion,
    leastRelevant = 10,
    threads = availableParallelism(),
    signal,
  } = options
  for (const [name, column] of Object.entries({ labels, groups })) {
    if (column !== undefined && column.length !== vectors.count) {
      throw new Error(`There are ${column.length} ${name} for ${vectors.count} vectors.`)
    }
  }
  const labelCodes = codesOf(labels)
  const groupCodes = groups === undefined ? new Int32Array(vectors.count).fill(-1) : codesOf(groups)
  const relevantTo = relevantModels(labelCodes, groupCodes, Math.max(1, leastRelevant))
  const total = relevantTo.filter((relevant) => relevant !== null).length
  if (total === 0) {
    throw new NothingToEvaluateError(
      `No model has ${leastRelevant} or more others of its label${groups ? ' outside of its group' : ''}: ` +
        'there is nothing to evaluate.',
    )
  }

  const search = await expandSearch({ vectors, expansion, threads, signal })
  const measured = roomForQueries(total, { depth: DEPTH, isWhole: true })
  let place = 0
  for await (const { start, count, scores } of scoreBlocks({ ...search, threads, signal })) {
    for (let query = start; query < start + count; query++) {
      const relevant = relevantTo[query]
      if (!relevant) continue
      const row = scores.subarray((query - start) * vectors.count, (query - start + 1) * vectors.count)
      const ranks = placesOf(row, query, relevant, labelCodes, groupCodes)
      const nearest = firstOf(row, query, groupCodes)
      noteQuery(measured, place++, { model: query, relevant: relevant.length, ranks, nearest })
    }
    options.onProgress?.(place, total)
  }
  return measured
}

/** One number a distinct value, -1 for null. */
function codesOf(column: readonly (string | null)[]): Int32Array {
  const codes = new Map<string, number>()
  return Int32Array.from(column, (value) => {
    if (value === null) return -1
    const code = codes.get(value) ?? codes.size
    codes.set(value, code)
    return code
  })
}

/** The models relevant to each model, ascending; null where they are too few. */
function relevantModels(labels: Int32Array, groups: Int32Array, least: number): (Int32Array | null)[] {
  const members = new Map<number, number[]>()
  labels.forEach((label, model) => {
    const list = members.get(label)
    if (list) list.push(model)
    else members.set(label, [model])
  })
  return Array.from(labels, (label, query) => {
    if (label < 0) return null
    const group = groups[query] ?? -1
    const relevant = (members.get(label) ?? []).filter(
      (model) => model !== query && (group < 0 || groups[model] !== group),
    )
    return relevant.length >= least ? Int32Array.from(relevant) : null
  })
}

/**
 * The places, counted from 1 and ascending, of the relevant models in the query's ranking. The ranking itself is
 * never sorted: of every other model it is enough to know how many of the relevant ones stand before it.
 */
function placesOf(
  scores: Float32Array,
  query: number,
  relevant: Int32Array,
  labels: Int32Array,
  groups: Int32Array,
): Int32Array {
  const score = (model: number) => scores[model] ?? Number.NaN
  const ordered = Int32Array.from(relevant).sort((a, b) => score(b) - score(a) || a - b)
  const orderedScores = Float32Array.from(ordered, score)
  const label = labels[query]
  const group = groups[query] ?? -1
  // others[i]: models without relevance that stand right before the relevant one of place i.
  const others = new Int32Array(ordered.length + 1)
  for (let model = 0; model < scores.length; model++) {
    if (model === query || labels[model] === label || (group >= 0 && groups[model] === group)) continue
    const own = score(model)
    let low = 0
    let high = ordered.length
    while (low < high) {
      const middle = (low + high) >> 1
      const standing = orderedScores[middle] ?? 0
      if (standing > own || (standing === own && (ordered[middle] ?? 0) < model)) low = middle + 1
      else high = middle
    }
    others[low] = (others[low] ?? 0) + 1
  }
  let before = 0
  return ordered.map((_, hit) => {
    before += others[hit] ?? 0
    return before + hit + 1
  })
}

/** The first models of the query's ranking, its own group left out; equal scores by row. */
function firstOf(scores: Float32Array, query: number, groups: Int32Array): Int32Array {
  const first = new Int32Array(DEPTH)
  const firstScores = new Float32Array(DEPTH)
  const group = groups[query] ?? -1
  let found = 0
  for (let model = 0; model < scores.length; model++) {
    const own = scores[model] ?? Number.NaN
    if (found === DEPTH && own <= (firstScores[DEPTH - 1] ?? 0)) continue
    if (model === query || (group >= 0 && groups[model] === group)) continue
    let place = Math.min(found, DEPTH - 1)
    for (; place > 0 && own > (firstScores[place - 1] ?? 0); place--) {
      first[place] = first[place - 1] ?? 0
      firstScores[place] = firstScores[place - 1] ?? 0
    }
    first[place] = model
    firstScores[place] = own
    found = Math.min(found + 1, DEPTH)
  }
  return first.subarray(0, found)
}
