import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bootstrapMeans } from '@/lib/evaluation/bootstrap'
import { chooseQueries } from '@/lib/evaluation/report/choose-queries'
import { decodeFigures, encodeFigures, shownModels } from '@/lib/evaluation/report/figures'
import { makeFigures } from '@/lib/evaluation/report/make-figures'
import { roomForQueries } from '@/lib/evaluation/measured-queries'
import { madeUpInput, madeUpLabel, madeUpQueries } from './report-fixtures'

const labels = ['tree', 'car', 'boat', 'cat', 'hat', 'cup']

describe('the figures of a report', () => {
  it('are means over all queries, by label and by category, with intervals over labels or over the queries of one', () => {
    const input = madeUpInput(labels)
    const { queries } = input.contenders[0]
    const figures = makeFigures(input)
    const units = Array.from(queries.models, (_, place) => place % labels.length)
    const [precision] = bootstrapMeans([queries.precisionAtDepth], { units })
    expect(figures).toMatchObject({ queries: 72, unit: 'label', labelCount: 6, depth: 10 })
    expect(figures.contenders[0]?.means.precision).toEqual(precision)
    expect(figures.byLabel.map(({ name }) => name)).toEqual(labels.toSorted())
    for (const { name, queries: count, unit, means } of figures.byLabel) {
      const own = queries.recallCappedPrecisionAtDepth.filter(
        (_, place) => labels[place % labels.length] === name,
      )
      expect({ count, unit }).toEqual({ count: 12, unit: 'query' })
      expect(means.recallCappedPrecision).toEqual(bootstrapMeans([own])[0])
    }
    expect(figures.byCategory).toMatchObject([{ name: 'Things', queries: 72, unit: 'label' }])
    expect(figures.distribution.reduce((sum, count) => sum + count)).toBe(72)
  })

  it('of several recipes have the difference from the first, in pairs, over the queries that both have', () => {
    const input = madeUpInput(labels)
    const [first, perfect] = makeFigures(input).contenders
    expect(first?.difference).toBeNull()
    expect(perfect?.means.precision).toEqual({ mean: 1, low: 1, high: 1 })
    expect(perfect?.difference?.queries).toBe(72)
    const more = perfect?.difference?.means.precision
    expect(more?.mean).toBeCloseTo(1 - (first?.means.precision.mean ?? 0), 12)
    expect(more?.low).toBeGreaterThan(0)
    // Against itself there is none, whatever the order of the queries.
    const same = makeFigures({
      ...input,
      contenders: [input.contenders[0], { name: 'same', queries: madeUpQueries(labels) }],
    })
    expect(same.contenders[1]?.difference?.means.precision).toEqual({ mean: 0, low: 0, high: 0 })
  })

  it('say of few labels how far queries may be off, and of one query nothing', () => {
    expect(makeFigures(madeUpInput(['tree', 'car'])).unit).toBe('query')
    const { contenders } = makeFigures(madeUpInput(['tree'], { perLabel: 2 }))
    expect(contenders[0]?.means.precision).toMatchObject({ low: null, high: null })
  })

  it('say of the worst labels what was found instead', () => {
    const names = ['tree', 'car']
    const queries = roomForQueries(4, { depth: 10, isWhole: false })
    queries.models.set([1, 2, 3, 4])
    // All of both labels find two cars and one model without label.
    for (let place = 0; place < 4; place++) queries.nearest.set([2, 4, 9], place * 10)
    const figures = makeFigures({
      ...madeUpInput(),
      contenders: [{ name: 'one', queries }],
      labelOf: (model) => (model > 4 ? null : madeUpLabel(names)(model)),
      categoriesOf: () => [],
    })
    const instead = figures.worstLabels.find(({ name }) => name === 'tree')?.instead
    expect(instead).toEqual([
      { label: 'car', share: 2 / 3 },
      { label: null, share: 1 / 3 },
    ])
    expect(figures.contenders[0]?.means.averagePrecision).toBeNull()
  })

  it('are stored and read back, to five digits; of models there are only ids', () => {
    const figures = makeFigures(madeUpInput(labels))
    const read = decodeFigures(encodeFigures(figures))
    expect(read).toMatchObject({ queries: 72, worst: figures.worst.map(({ model }) => ({ model })) })
    expect(read?.contenders[0]?.means.precision.mean).toBeCloseTo(
      figures.contenders[0]?.means.precision.mean ?? 0,
      5,
    )
    expect(decodeFigures('{"of":"another version"}')).toBeNull()
    expect(decodeFigures(null)).toBeNull()
    expect(new Set(shownModels(figures)).size).toBe(shownModels(figures).length)
  })

  it('list at most 500 labels, those with the most queries', () => {
    const many = Array.from({ length: 520 }, (_, label) => `label ${label}`)
    const queries = roomForQueries(1040, { depth: 10, isWhole: true })
    queries.models.set(Array.from({ length: 1040 }, (_, place) => place + 1))
    const figures = makeFigures({
      ...madeUpInput(),
      contenders: [{ name: 'one', queries }],
      labelOf: madeUpLabel(many),
    })
    expect(figures.byLabel).toHaveLength(500)
    expect(figures.labelCount).toBe(520)
    expect(encodeFigures(figures).length).toBeLessThan(300_000)
  })
})

describe('the queries of contact sheets', () => {
  it('are the first, the middle and the last of their order, one a label as long as there are others', () => {
    const column = fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(
        column,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 6 }),
        (tenths, kinds, count) => {
          const queries = roomForQueries(tenths.length, { depth: 10, isWhole: true })
          queries.models.set(tenths.map((_, place) => place))
          queries.recallCappedPrecisionAtDepth.set(tenths.map((value) => value / 10))
          const chosen = chooseQueries(queries, (model) => `label ${model % kinds}`, count)
          const labelsThere = Math.min(kinds, tenths.length)
          for (const places of Object.values(chosen)) {
            expect(new Set(places).size).toBe(places.length)
            expect(places.length).toBe(Math.min(count, tenths.length))
            expect(new Set(places.map((place) => place % kinds)).size).toBe(
              Math.min(labelsThere, places.length),
            )
          }
          expect(tenths[chosen.best[0] ?? 0]).toBe(Math.max(...tenths))
          expect(tenths[chosen.worst[0] ?? 0]).toBe(Math.min(...tenths))
          const sorted = tenths.toSorted((a, b) => b - a)
          expect(tenths[chosen.median[0] ?? 0]).toBe(sorted[sorted.length >> 1])
        },
      ),
    )
  })
})
