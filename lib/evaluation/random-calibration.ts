import type { Calibration } from '@/lib/facts/closeness'
import { PAGE_DEPTH } from '@/lib/facts/depths'
import { groupsByValue, meanOf } from './equal-counts'
import { type Pool, poolAdjacentViolators } from './isotonic'
import { knotsOf } from './knots'
import type { ScoredRow } from './scored-rows'

/** Pairs drawn at random, and of each the score; and the neighbours of models, to hold them against. */
export type RandomPairs = {
  /** Of pairs of different models. */
  scores: Float32Array
  rows: readonly ScoredRow[]
  /** Models of the catalogue. */
  models: number
}

/** With fewer models, and of fewer pairs, nothing is said. */
const LEAST_MODELS = 100
const LEAST_PAIRS = 2_000
const MOST_KNOTS = 32
/** Between these shares of the pairs their tail is fitted: above the middle, and below where pairs of one kind gather. */
const TAIL = { from: 0.75, to: 0.95 }
/**
 * What the odds are raised to. The tail of unrelated pairs is heavier than the exponential one far out, and has lost pairs to
 * kinds near its beginning, so that bare odds are too sure at both ends. Chosen on the two sets of docs/retrieval-quality.md.
 */
const TEMPER = 0.5
/** Odds are not below so much: a neighbour is none of the pairs that were drawn. */
const LEAST_ODDS = 0.02

/**
 * How likely neighbours are of one kind, from the scores of the catalogue alone: a local false discovery rate (Efron, 2004). As many
 * neighbours as pairs drawn at random would give a model at a score are taken to be chance; of the others the odds are what is
 * observed beyond that, drawn in towards even. Few pairs that are drawn come as near as neighbours do, so how many would is read
 * off an exponential tail that is fitted to them. A model's neighbours are known down to its last one: at each score those models
 * count whose last is below. Null where models are few, or all alike.
 */
export function calibrateByRandomPairs({ scores, rows, models }: RandomPairs): Calibration | null {
  if (models < LEAST_MODELS || scores.length < LEAST_PAIRS) return null
  const tail = fitTail(scores)
  if (!tail) return null
  const shown = Float64Array.from(rows.flatMap((row) => [...row.scores.subarray(0, PAGE_DEPTH)]))
  if (shown.length === 0) return null
  const groups = groupsByValue(shown, MOST_KNOTS)
  const centres = groups.map((group) => meanOf(shown, group))
  const edges = centres.map((at, place) => (at + (centres[place - 1] ?? at)) / 2)
  const observed = countBetween(rows, models, edges)
  const pools = groups.flatMap(({ length: weight }, place): Pool[] => {
    const at = centres[place] ?? 0
    const { count, complete } = observed[place] ?? { count: 0, complete: 0 }
    // Of no model are all known that are as near.
    if (complete === 0) return []
    const [from, to] = [edges[place] ?? at, edges[place + 1] ?? Infinity]
    const expected = complete * (models - 1) * tail.shareBetween(from, to)
    return [{ at, value: count === 0 ? 0 : probabilityOf(count / expected), weight }]
  })
  if (pools.length === 0) return null
  const knots = knotsOf(poolAdjacentViolators(pools))
  return { method: 'random-pairs', label: null, pairs: shown.length, error: null, ...knots }
}

/** Of one neighbour at a score, where there are `ratio` times as many as chance would give. */
function probabilityOf(ratio: number): number {
  if (ratio === Infinity) return 1
  const odds = Math.max(ratio - 1, LEAST_ODDS) ** TEMPER
  return odds / (1 + odds)
}

type Tail = {
  /** The share of all pairs drawn at random that score within a range; to infinity where that has no end. */
  shareBetween(from: number, to: number): number
}

/**
 * The upper tail of scores as an exponential one, by the likelihood of those within its range. Null where they are all alike.
 */
function fitTail(scores: Float32Array): Tail | null {
  const sorted = Float32Array.from(scores).sort()
  const at = (share: number) => sorted[Math.floor(share * sorted.length)] ?? 0
  const [from, to] = [at(TAIL.from), at(TAIL.to)]
  const width = to - from
  if (!(width > 1e-6)) return null
  let [sum, count] = [0, 0]
  for (const score of sorted) {
    if (score < from || score >= to) continue
    sum += score - from
    count++
  }
  const scale = scaleOf(sum / count, width)
  const within = count / sorted.length / -Math.expm1(-width / scale)
  const above = (score: number) => within * Math.exp(-(score - from) / scale)
  return { shareBetween: (low, high) => above(low) - (high === Infinity ? 0 : above(high)) }
}

/** The scale of an exponential distribution whose part up to `width` has a mean: by halving, since the mean grows with it. */
function scaleOf(mean: number, width: number): number {
  let [low, high] = [width / 500, width * 500]
  for (let step = 0; step < 100; step++) {
    const scale = Math.sqrt(low * high)
    if (scale - width / Math.expm1(width / scale) < mean) low = scale
    else high = scale
  }
  return Math.sqrt(low * high)
}

/** How many neighbours are between each edge and the next, and of how many models all of those are known. */
function countBetween(
  rows: readonly ScoredRow[],
  models: number,
  edges: readonly number[],
): { count: number; complete: number }[] {
  const bins = edges.map(() => ({ count: 0, complete: 0 }))
  for (const { scores } of rows) {
    const last = scores.length >= models - 1 ? -Infinity : (scores[scores.length - 1] ?? Infinity)
    let place = 0
    for (let bin = edges.length - 1; bin >= 0; bin--) {
      const edge = edges[bin] ?? Infinity
      const before = place
      while (place < scores.length && (scores[place] ?? -Infinity) >= edge) place++
      const counted = bins[bin]
      if (last > edge || !counted) continue
      counted.count += place - before
      counted.complete++
    }
  }
  return bins
}
