import { expect, it } from 'vitest'
import { type MeasuredLikes } from '@/lib/evaluation/likes/measured-likes'
import { LIKES_BANDS } from '@/lib/evaluation/likes/measure-lists'
import { barChart, lineChart, type Measured } from '@/lib/evaluation/report/charts'
import { likesReportPage } from '@/lib/evaluation/report/likes-page'
import { makeFigures } from '@/lib/evaluation/report/make-figures'
import { madeUpInput } from './report-fixtures'

const mean = (value: number, standardError = 0.01) => ({ mean: value, standardError, count: 100 })
const users = {
  precisionAt10: mean(0.1111),
  recallAt10: mean(0.2222),
  mapAt10: mean(0.3333),
  ndcgAt10: mean(0.4444),
  coverageAt10: 0.555,
}
const pages = {
  hitRateAt24: mean(0.0777),
  tailHitRateAt24: null,
  byLikes: LIKES_BANDS.map((_, band) => (band === 0 ? null : mean(0.0601 + band / 1000))),
  coverageAt24: 0.912,
  meanLength: 23.5,
}
const als = { factors: 8, regularisation: 1, alpha: 5, iterations: 2 }
const point = { iterations: 1, share: 1, users, pages, learned: users }
const mix = { visual: 0, likes: 1, tags: 0.5, popularity: 0, pages }
const side = { name: 'likes with visual' as const, users, pages, seconds: 0.5, secondsOfPrecision: 1.25 }
const gridPoint = {
  likes: 'digest',
  settings: als,
  ndcgAt10: 0.1,
  precisionAt10: 0.1,
  hitRateAt24: 0.1,
  tailHitRateAt24: 0.1,
}
const measured: MeasuredLikes = {
  facts: {
    likes: 1234,
    users: 100,
    models: 50,
    train: 900,
    test: 100,
    testUsers: 80,
    headModels: 9,
    tags: 3,
  },
  settings: { als, popularityExponent: 1, rp3beta: { beta: 0.4, kept: 200 } },
  ways: [
    { name: 'als', users, pages, seconds: 1.5 },
    { name: 'likes and tags', users: null, pages, seconds: 0.5 },
  ],
  curve: { byIteration: [point, { ...point, iterations: 2 }], byShare: [point] },
  blend: { kinds: ['likes', 'tags'], mixes: [mix, { ...mix, tags: 1 }], best: mix, tested: mix },
  cold: [{ name: 'likes from tags', users, pages }],
  grid: [gridPoint, { ...gridPoint, settings: { ...als, factors: 16 } }],
  best: gridPoint,
  tested: { users, pages },
}
const frame = { title: 'What likes are worth', facts: [], fonts: '', back: null }
const pageOf = (given: MeasuredLikes, visual: Parameters<typeof likesReportPage>[0]['visual'] = null) =>
  [...likesReportPage({ ...frame, measured: given, visual })].join('\n')

it('has a section, a plot and a table for each thing that was measured, and no script', () => {
  const page = pageOf(measured)
  for (const heading of ['For users', 'On models’ pages', 'How likes are learned', 'Which settings are best'])
    expect(page).toContain(`>${heading}</h2>`)
  for (const figure of ['0.1111 ±0.0100', '0.2222 ±0.0100', '0.3333', '0.4444', '0.0777 ±0.0100', '0.912'])
    expect(page).toContain(figure)
  expect(page).toContain('>Which mix is best</h2>')
  expect(page).toContain('>Models that nobody has liked yet</h2>')
  expect(page).not.toContain('<script')
  const drawings = page.match(/<svg[^>]*>/g) ?? []
  for (const drawing of drawings) expect(drawing).toMatch(/role="img"\s+aria-label="[^"]{20,}"/)
  expect(page.match(/<details/g)).toHaveLength(8)
  expect(page).not.toMatch(/NaN|Infinity|undefined/)
})

it('has what looks bring as side data, and mixes of three kinds, as bars', () => {
  const blend = {
    kinds: ['likes', 'tags', 'visual'] as const,
    mixes: [{ ...mix, visual: 1 }, mix],
    best: mix,
    tested: mix,
  }
  const page = pageOf({
    ...measured,
    blend: { ...blend, kinds: [...blend.kinds] },
    visual: { models: 50, dimensions: 32, seconds: 1.5, warm: [side], cold: measured.cold ?? [] },
  })
  expect(page).toContain('from 32 visual numbers of 50 models')
  expect(page).toContain('>1.3</td>')
  expect(page.match(/Models that nobody has liked yet<\/h2>/g)).toHaveLength(1)
  expect(page).toContain('aria-label="Hit rate@24: 1 : 0.5 : 1 : 0 0.0777')
})

it('has nothing of what was not asked for', () => {
  const { facts, settings, ways } = measured
  const page = pageOf({ facts, settings, ways })
  expect(page).not.toContain('How likes are learned')
  expect(page).not.toContain('Look-alikes')
})

it('has how good look-alikes are, where that is known', () => {
  const figures = makeFigures(madeUpInput())
  const page = pageOf(measured, { figures, pictureOf: () => null })
  expect(page).toContain('>Look-alikes</h2>')
  expect(page).toContain('>Precision@10</h3>')
  expect(page).not.toContain('<script')
})

it('bars are as long as what they stand for, whiskers 1.96 standard errors to either side', () => {
  const { text } = barChart('Shares', [
    { name: 'half', value: { mean: 0.5, standardError: 0 }, isMain: false },
    { name: 'all', value: { mean: 0.804, standardError: 0.1 }, isMain: true },
    { name: 'none', value: null, isMain: false },
  ])
  // The axis ends at 1, the upper end of the longest whisker: 226 wide.
  expect(text).toContain('class="column" x="128" y="7" width="113"')
  expect(text).toContain('class="column full" x="128" y="37" width="181.7"')
  expect(text).toContain('M265.41 45H354')
  expect(text).toContain('aria-label="Shares: half 0.5000 ±0.0000; all 0.8040 ±0.1000; none –"')
})

it('lines have a point at each place, break where there is none, and their names do not cover one another', () => {
  const at = (value: number): Measured => ({ mean: value, standardError: 0 })
  const { text } = lineChart({
    name: 'Rates',
    across: { title: 'likes', names: ['1', '2', '3'] },
    lines: [
      { name: 'one', points: [at(0), null, at(0.4)], tone: 'main' },
      { name: 'other', points: [at(0.1), at(0.2), at(0.4)], tone: 'second' },
    ],
  })
  // From 0 to 0.4 between 252 and 12 points down, three places from 52 to 490 across.
  expect(text).toContain('d="M52 252M490 12"')
  expect(text).toContain('d="M52 192L271 132L490 12"')
  const heights = [...text.matchAll(/<text class="start \w+" x="507" y="([\d.]+)"/g)].map(([, y]) =>
    Number(y),
  )
  expect(heights).toEqual([16, 33])
})

it('of nothing at all a drawing is there', () => {
  expect(barChart('None', []).text).not.toMatch(/NaN|Infinity/)
  const { text } = lineChart({
    name: 'None',
    across: { title: 'likes', names: [] },
    lines: [{ name: 'one', points: [], tone: 'main' }],
  })
  expect(text).not.toMatch(/NaN|Infinity/)
})
