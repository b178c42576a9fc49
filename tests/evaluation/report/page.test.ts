import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { TOKENS } from '@/lib/evaluation/report/look'
import { makeFigures } from '@/lib/evaluation/report/make-figures'
import { escapeText, markup } from '@/lib/evaluation/report/markup'
import { emptyReport } from '@/lib/evaluation/report/empty-report'
import { reportPage } from '@/lib/evaluation/report/page'
import { reliabilityDiagram } from '@/lib/evaluation/report/plots'
import type { ReportPicture } from '@/lib/evaluation/report/sections/contact-sheets'
import { signed, verdict } from '@/lib/evaluation/report/words'
import { anyText } from '../../setup/any-text'
import { madeUpInput } from './report-fixtures'

const frame = { title: 'How good', facts: [], fonts: '', back: null }
const picture: ReportPicture = { name: 'A tree', source: 'data:,', tint: '#aabbcc', ageRestricted: false }
const pageOf = (changes: Partial<Parameters<typeof reportPage>[0]> = {}) =>
  [
    ...reportPage({ ...frame, figures: makeFigures(madeUpInput()), pictureOf: () => picture, ...changes }),
  ].join('\n')

it('escapes whatever text comes into it, so that it is read back as it was', () => {
  const read = (escaped: string) =>
    escaped.replace(
      /&(amp|lt|gt|quot|#39);/g,
      (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[name] ?? '',
    )
  fc.assert(
    fc.property(anyText(), (text) => {
      const escaped = escapeText(text)
      expect(escaped).not.toMatch(/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/)
      expect(read(escaped)).toBe(text.replace(/\p{Surrogate}|(?![\t\n])\p{Control}/gu, '\ufffd'))
    }),
  )
  expect(markup`<b>${'<i>'}${markup`<u>${1}</u>`}${null}${false}${['a', '&']}</b>`.text).toBe(
    '<b>&lt;i&gt;<u>1</u>a&amp;</b>',
  )
})

it('has the names of hostile models, labels, categories and columns as text, and no tint that is none', () => {
  const hostile = `"><script>alert(1)</script><img src=x onerror=alert(2)>'{{}}</style>`
  const labels = ['tree', 'car', 'boat', 'cat', hostile]
  const figures = makeFigures({ ...madeUpInput(labels, { categories: [hostile] }), label: hostile })
  const page = pageOf({
    title: hostile,
    figures,
    facts: [{ name: hostile, value: hostile, isCode: true }],
    back: { address: hostile, name: hostile },
    pictureOf: () => ({ ...picture, name: hostile, source: hostile, tint: 'red;background:url(//x)' }),
  })
  expect(page.match(/<script/g)).toHaveLength(1)
  expect(page).not.toContain('<img src=x')
  expect(page).not.toContain('url(//x)')
  const empty = [...emptyReport({ ...frame, reason: hostile })].join('')
  expect(empty).not.toContain('<script')
})

it.each([
  ['it', pageOf()],
  ['one without figures', [...emptyReport({ ...frame, reason: 'No labels.' })].join('')],
])('%s is whole: what is opened is closed, in order', (_, page) => {
  const open: string[] = []
  for (const [, end, name = '', rest = ''] of page.matchAll(
    /<(\/?)(main|section|html|body|head|ol|table|div)\b([^>]*)>/g,
  )) {
    if (end === '') open.push(name)
    else expect(open.pop() + rest).toBe(name)
  }
  expect(page).toMatch(/<\/html>$/)
  expect(open).toEqual([])
})

it('calls two measures by two names, and says what the intervals are of', () => {
  const page = pageOf()
  expect(page).toContain('>Precision@10<')
  expect(page).toContain('>Recall-capped precision@10<')
  expect(page).toContain('2,000 resamples of labels')
  expect(page).toContain('perfect')
  expect(page).not.toContain('Closeness, as said')
})

it('says of a model that is gone that it is, covers what is age restricted, and names what has no picture', () => {
  expect(pageOf({ pictureOf: () => null })).toContain('A model that is gone')
  expect(pageOf({ pictureOf: () => ({ ...picture, ageRestricted: true }) })).toContain('data-covered')
  expect(pageOf({ pictureOf: () => ({ ...picture, source: null }) })).toContain('<em>A tree</em>')
})

it('draws how often what was said was true, where that is known', () => {
  const bins = [
    { from: 0, to: 0.5, count: 100, stated: 0.25, observed: 0.3 },
    { from: 0.5, to: 1, count: 0, stated: 0, observed: 0 },
    { from: 0.5, to: 1, count: 25, stated: 0.75, observed: 0.7 },
  ]
  const { text } = reliabilityDiagram(bins)
  expect(text.match(/<circle/g)).toHaveLength(2)
  expect(text).toContain('said 25 %, true 30 % of 100')
  const figures = makeFigures({ ...madeUpInput(), reliability: bins })
  expect(pageOf({ figures })).toContain('Closeness, as said and as true')
})

it('tells a difference by its interval', () => {
  expect(verdict({ mean: 0.1, low: 0.01, high: 0.2 })).toBe('better')
  expect(verdict({ mean: -0.1, low: -0.2, high: -0.01 })).toBe('worse')
  expect(verdict({ mean: 0.1, low: -0.01, high: 0.2 })).toBe('no difference to be seen')
  expect(verdict({ mean: 0.1, low: null, high: null })).toBe('too few to say')
  expect([signed(0.1), signed(-0.1), signed(-0.0001)]).toEqual(['+0.100', '−0.100', '0.000'])
})

it('has the colours of the site', () => {
  const css = readFileSync('app/globals.css', 'utf8')
  const tokens = TOKENS.trim().split('\n')
  expect(tokens.length).toBeGreaterThan(5)
  for (const token of tokens) expect(css).toContain(token.trim())
})
