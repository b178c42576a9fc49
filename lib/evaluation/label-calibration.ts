import { type Calibration, type Closeness, closenessOf } from '@/lib/facts/closeness'
import { PAGE_DEPTH } from '@/lib/facts/depths'
import { calibrationError, reliability, type ReliabilityBin } from './calibration-error'
import { groupsByValue, meanOf } from './equal-counts'
import { poolAdjacentViolators } from './isotonic'
import { knotsOf } from './knots'
import { fitLogistic, logistic } from './logistic'
import { hashOf } from './model-hash'
import type { ScoredRow } from './scored-rows'

/** Pairs of a model and one of its neighbours of which it is known whether they are of one kind. */
export type LabelledPairs = {
  scores: Float64Array
  /** 1 or 0. */
  isSame: Uint8Array
  /** The parts that the two models fall into, by their ids. */
  parts: Uint8Array
  neighbourParts: Uint8Array
}

/** Counts the ways in which closeness was fitted: another one makes another of the same table. */
export const CALIBRATION_VERSION = 1

/** Each part of the models is stated by what is fitted on the others. */
const PARTS = 5
/** Labels say enough with so many models that have one, and so many pairs that are of one kind, and that are not. */
const LEAST_MODELS = 50
const LEAST_PAIRS = 50
/** Knots are of about so many pairs at least, and there are at most so many. */
const PAIRS_A_KNOT = 40
const MOST_KNOTS = 64

/**
 * The first neighbours of each labelled model that have a label, too.
 *
 * @param rows neighbours best first
 * @param labels by model id
 * @param isLeftOut pairs that are not looked at
 */
export function labelledPairs(
  rows: readonly ScoredRow[],
  labels: ReadonlyMap<number, string>,
  isLeftOut: (modelId: number, neighbourId: number) => boolean = () => false,
): LabelledPairs & { models: number } {
  const [scores, isSame, parts, neighbourParts]: [number[], number[], number[], number[]] = [[], [], [], []]
  let models = 0
  for (const { modelId, neighbourIds, scores: rowScores } of rows) {
    const label = labels.get(modelId)
    if (label === undefined) continue
    models++
    const part = hashOf(modelId) % PARTS
    let rank = 0
    for (let place = 0; place < neighbourIds.length && rank < PAGE_DEPTH; place++) {
      const neighbour = neighbourIds[place] ?? 0
      if (neighbour === modelId || isLeftOut(modelId, neighbour)) continue
      rank++
      const other = labels.get(neighbour)
      if (other === undefined) continue
      scores.push(rowScores[place] ?? 0)
      isSame.push(other === label ? 1 : 0)
      parts.push(part)
      neighbourParts.push(hashOf(neighbour) % PARTS)
    }
  }
  return {
    scores: Float64Array.from(scores),
    isSame: Uint8Array.from(isSame),
    parts: Uint8Array.from(parts),
    neighbourParts: Uint8Array.from(neighbourParts),
    models,
  }
}

type Fit = (scores: Float64Array, isSame: Uint8Array) => Closeness | null

const FITS: Record<'isotonic' | 'logistic', Fit> = { isotonic: fitIsotonic, logistic: fitLogisticKnots }

/** What the labels of a catalogue make of scores, and how true that is of the models that each part of it was not fitted on. */
export type LabelCalibration = { calibration: Calibration; heldOut: ReliabilityBin[] }

/**
 * Fits how likely neighbours have the same label, by their score: by isotonic regression (Zadrozny and Elkan, 2002) or a logistic
 * curve (Platt, 1999), whichever states better of models that it was not fitted on. Null where labels are too few, or say the
 * same of all pairs.
 */
export function calibrateByLabels(
  pairs: LabelledPairs & { models: number },
  label: string,
): LabelCalibration | null {
  const { scores, isSame, models } = pairs
  const same = isSame.reduce((sum, value) => sum + value, 0)
  if (models < LEAST_MODELS || same < LEAST_PAIRS || isSame.length - same < LEAST_PAIRS) return null
  let best: LabelCalibration | null = null
  for (const method of ['isotonic', 'logistic'] as const) {
    const knots = FITS[method](scores, isSame)
    const heldOut = knots && binsHeldOut(pairs, FITS[method])
    const error = heldOut && calibrationError(heldOut)
    if (!knots || !heldOut || error === null) continue
    if (best === null || error < (best.calibration.error ?? 1))
      best = { calibration: { method, label, pairs: isSame.length, error, ...knots }, heldOut }
  }
  return best
}

/** How true is what is stated of the models of each part by what is fitted on pairs of others alone; null where a part cannot be. */
function binsHeldOut(
  { scores, isSame, parts, neighbourParts }: LabelledPairs,
  fit: Fit,
): ReliabilityBin[] | null {
  const stated = new Float64Array(scores.length)
  for (let part = 0; part < PARTS; part++) {
    const isOther = (_: number, pair: number) => parts[pair] !== part && neighbourParts[pair] !== part
    const knots = fit(scores.filter(isOther), isSame.filter(isOther))
    if (!knots) return null
    for (let pair = 0; pair < stated.length; pair++)
      if (parts[pair] === part) stated[pair] = closenessOf(knots, scores[pair] ?? 0) ?? 0
  }
  return reliability({ stated, isSame })
}

/** Knots at the means of the pools that isotonic regression leaves. Null without pairs. */
function fitIsotonic(scores: Float64Array, isSame: Uint8Array): Closeness | null {
  const most = Math.max(1, Math.min(MOST_KNOTS, Math.floor(scores.length / PAIRS_A_KNOT)))
  const pools = groupsByValue(scores, most).map((group) => ({
    at: meanOf(scores, group),
    value: meanOf(isSame, group),
    weight: group.length,
  }))
  return pools.length === 0 ? null : knotsOf(poolAdjacentViolators(pools))
}

/** The curve at even steps over the scores that there are. */
function fitLogisticKnots(scores: Float64Array, isSame: Uint8Array): Closeness | null {
  const curve = fitLogistic(scores, isSame)
  if (!curve) return null
  let [least, most] = [Infinity, -Infinity]
  for (const score of scores) {
    least = Math.min(least, score)
    most = Math.max(most, score)
  }
  if (!(most > least)) return null
  const at = Array.from(
    { length: MOST_KNOTS / 2 + 1 },
    (_, knot) => least + ((most - least) * knot) / (MOST_KNOTS / 2),
  )
  return knotsOf(at.map((score) => ({ at: score, value: logistic(curve, score), weight: 1 })))
}
