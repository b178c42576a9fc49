import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calibrationError, reliability } from '@/lib/evaluation/calibration-error'
import { calibrateByLabels, labelledPairs } from '@/lib/evaluation/label-calibration'
import { calibrateByRandomPairs } from '@/lib/evaluation/random-calibration'
import type { ScoredRow } from '@/lib/evaluation/scored-rows'
import { type Closeness, closenessOf } from '@/lib/facts/closeness'
import { seededNormal, seededRandom } from '@/lib/numerics/seeded-random'

const KIND = 12

/** Models of kinds of twelve: what two of them score is drawn, higher within a kind; the nearest hundred are the table. */
function catalogue(models: number, { seed = 1, depth = 100, apart = 0.35 } = {}) {
  const [normal, random] = [seededNormal(seed), seededRandom(seed + 1)]
  const kindOf = (model: number) => Math.floor(model / KIND)
  const scores = Array.from({ length: models }, () => new Float32Array(models))
  const drawn: number[] = []
  for (let one = 0; one < models; one++)
    for (let other = 0; other < one; other++) {
      const score =
        kindOf(one) === kindOf(other) ? apart + 0.15 * normal() : 0.1 * -Math.log(1 - random()) - 0.1
      for (const [a, b] of [
        [one, other],
        [other, one],
      ] as const) {
        const row = scores[a]
        if (row) row[b] = score
      }
      drawn.push(score)
    }
  const rows = scores.map((row, modelId): ScoredRow => {
    const others = Array.from(row, (score, id) => ({ score, id })).filter(({ id }) => id !== modelId)
    others.sort((a, b) => b.score - a.score || a.id - b.id)
    const nearest = others.slice(0, depth)
    return {
      modelId,
      neighbourIds: Int32Array.from(nearest, ({ id }) => id),
      scores: Float32Array.from(nearest, ({ score }) => score),
    }
  })
  const labels = new Map(scores.map((_, model) => [model, `kind ${kindOf(model)}`]))
  return { rows, labels, drawn: Float32Array.from(drawn) }
}

function errorOf(closeness: Closeness, { rows, labels }: ReturnType<typeof catalogue>): number {
  const { scores, isSame } = labelledPairs(rows, labels)
  const stated = Array.from(scores, (score) => closenessOf(closeness, score) ?? Number.NaN)
  return calibrationError(reliability({ stated, isSame })) ?? Number.NaN
}

function expectToAscend({ scores, probabilities }: Closeness): void {
  scores.slice(1).forEach((score, place) => expect(score).toBeGreaterThan(scores[place] ?? Infinity))
  probabilities.slice(1).forEach((p, place) => expect(p).toBeGreaterThanOrEqual(probabilities[place] ?? 2))
  for (const p of probabilities) expect(p >= 0 && p <= 1).toBe(true)
}

const usual = catalogue(480)

describe('closeness by labels', () => {
  it('is right of models that it was not fitted on, and of another catalogue that is made alike', () => {
    const found = calibrateByLabels(labelledPairs(usual.rows, usual.labels), 'kind')
    expect(found?.calibration).toMatchObject({ label: 'kind', pairs: 480 * 24 })
    expect(found?.calibration.error).toBeLessThan(0.03)
    if (!found) return
    expectToAscend(found.calibration)
    expect(errorOf(found.calibration, catalogue(480, { seed: 99 }))).toBeLessThan(0.04)
  })

  it('depends neither on the order of the rows nor on what labels are called', () => {
    const one = calibrateByLabels(labelledPairs(usual.rows, usual.labels), 'kind')
    const renamed = new Map([...usual.labels].map(([id, label]) => [id, `other ${label}`]))
    const other = calibrateByLabels(labelledPairs(usual.rows.toReversed(), renamed), 'kind')
    expect(other?.calibration).toEqual(one?.calibration)
  })

  it('leaves out pairs of which one has no label, the model itself, and those that are asked to be', () => {
    const rows: ScoredRow[] = [
      { modelId: 1, neighbourIds: Int32Array.of(1, 2, 3, 4), scores: Float32Array.of(1, 0.75, 0.5, 0.25) },
      { modelId: 3, neighbourIds: Int32Array.of(1), scores: Float32Array.of(0.5) },
    ]
    const labels = new Map([
      [1, 'a'],
      [2, 'a'],
      [4, 'b'],
    ])
    const pairs = labelledPairs(rows, labels)
    expect([[...pairs.scores], [...pairs.isSame], pairs.models]).toEqual([[0.75, 0.25], [1, 0], 1])
    expect([...labelledPairs(rows, labels, (_, other) => other === 2).scores]).toEqual([0.25])
  })

  it.each([
    ['no labels', usual, new Map<number, string>()],
    ['one label', usual, new Map([...usual.labels].map(([id]) => [id, 'all']))],
    ['a label each', usual, new Map([...usual.labels].map(([id]) => [id, String(id)]))],
    ['few models', catalogue(24), catalogue(24).labels],
  ])('is not known where there are %s', (_, { rows }, labels) => {
    expect(calibrateByLabels(labelledPairs(rows, labels), 'kind')).toBeNull()
  })

  it('is known where all score the same, as the share that is of one kind', () => {
    const rows = usual.rows.map((row) => ({ ...row, scores: row.scores.map(() => 1) }))
    const found = calibrateByLabels(labelledPairs(rows, usual.labels), 'kind')
    expect(found?.calibration.scores).toEqual([1])
    const { isSame } = labelledPairs(rows, usual.labels)
    const share = isSame.reduce((sum, same) => sum + same, 0) / isSame.length
    expect(found?.calibration.probabilities).toEqual([expect.closeTo(share)])
  })
})

describe('closeness by scores alone', () => {
  const byScores = ({ rows, drawn }: ReturnType<typeof catalogue>) =>
    calibrateByRandomPairs({ scores: drawn, rows, models: rows.length })

  it('is about right where the tail of unrelated pairs is exponential', () => {
    const found = byScores(usual)
    expect(found).toMatchObject({ method: 'random-pairs', label: null, error: null })
    if (!found) return
    expectToAscend(found)
    expect(errorOf(found, usual)).toBeLessThan(0.15)
  })

  it('does not mind how many neighbours are listed, as long as all that are as near are', () => {
    const [deep, shallow] = [
      byScores(catalogue(400, { depth: 399 })),
      byScores(catalogue(400, { depth: 100 })),
    ]
    for (const score of [0.2, 0.3, 0.4, 0.5])
      expect(shallow && closenessOf(shallow, score)).toBeCloseTo((deep && closenessOf(deep, score)) ?? -1, 1)
  })

  it('is told by those of which enough is listed, where few neighbours are', () => {
    const [deep, shallow] = [byScores(usual), byScores(catalogue(480, { depth: 8 }))]
    if (!shallow || !deep) throw new Error('It is not known.')
    expectToAscend(shallow)
    expect(closenessOf(shallow, 0.5)).toBeCloseTo(closenessOf(deep, 0.5) ?? -1, 0)
  })

  it('calls nothing close where neighbours are what chance gives', () => {
    const none = catalogue(400, { apart: -0.5 })
    const found = byScores(none)
    const shown = none.rows.flatMap(({ scores }) => [...scores.subarray(0, 24)])
    const mean =
      shown.reduce((sum, score) => sum + ((found && closenessOf(found, score)) ?? 1), 0) / shown.length
    expect(mean).toBeLessThan(0.25)
  })

  it.each([0, 1, 2, 10, 99])('is not known of %i models', (models) => {
    expect(byScores(catalogue(models))).toBeNull()
  })

  it('is not known where all are the same picture', () => {
    const rows = usual.rows.map((row) => ({ ...row, scores: row.scores.map(() => 1) }))
    const scores = new Float32Array(50_000).fill(1)
    expect(calibrateByRandomPairs({ scores, rows, models: rows.length })).toBeNull()
  })

  it.each([
    { what: 'the scores are', most: 1 },
    { what: 'less than is kept of them scores differ by', most: 1e-6 },
  ])('is a probability that ascends, whatever $what', ({ most }) => {
    const score = fc.float({ min: Math.fround(-most), max: Math.fround(most), noNaN: true })
    const lists = fc.array(fc.array(score, { minLength: 30, maxLength: 30 }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(lists, fc.integer(), (list, seed) => {
        const normal = seededNormal(seed)
        const rows = list.map((scores, modelId): ScoredRow => ({
          modelId,
          neighbourIds: Int32Array.from(scores, (_, place) => 1000 + place),
          scores: Float32Array.from(scores).sort().reverse(),
        }))
        const scores = Float32Array.from({ length: 3000 }, () => 0.2 * normal())
        const found = calibrateByRandomPairs({ scores, rows, models: 1000 })
        if (found) expectToAscend(found)
      }),
      { numRuns: 15 },
    )
  })
})
