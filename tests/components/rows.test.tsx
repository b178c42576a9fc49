import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { SimilarModels } from '@/components/models/similar-models'
import { hasWeight, mixQuery, onlyOf, weighsAlike } from '@/components/rows/mix'
import { parseRows } from '@/lib/serving/rows-in-address'
import type { Mix, ReasonView, RowsView, SimilarModelView } from '@/lib/serving/views'
import { modelView } from '../fixtures/model-view'
import { router } from '../fixtures/router'

const USUAL: Mix = { visual: 1, likes: 1, tags: 1, popularity: 0 }

const LIKED: ReasonView = {
  kind: 'likes',
  share: 0.6,
  people: 14,
  tags: [],
  text: 'liked by 14 of the same people',
}
const ALIKE: ReasonView = { kind: 'visual', share: 0.4, people: null, tags: [], text: 'looks alike' }
const tagged = (...tags: string[]): ReasonView => ({
  kind: 'tags',
  share: 1,
  people: null,
  tags,
  text: `both: ${tags.join(', ')}`,
})

type Known = Partial<SimilarModelView['model']>

const similar = (uid: string, reasons: ReasonView[] = [LIKED, ALIKE], known: Known = {}) => ({
  rank: 1,
  score: 0.5,
  closeness: null,
  band: null,
  reasons,
  model: modelView({ uid, name: uid, ...known }),
})

const page = (changes: Partial<RowsView>) =>
  renderToStaticMarkup(
    <AppRouterContext value={router}>
      <SimilarModels
        model={modelView({ uid: 'pan', name: 'pan' })}
        run={{ id: 3, recipe: 'default', modelCount: 9, publishedAt: null, closenessBy: null }}
        similar={[]}
        same={null}
        nothingSimilar={null}
        isFew={false}
        also={null}
        filters={null}
        notLookedThrough={null}
        rows={{
          blend: [similar('pot')],
          visual: [similar('jug', [ALIKE])],
          likes: [similar('cup', [LIKED])],
          tags: [similar('mug', [tagged('kitchen')])],
          mix: USUAL,
          usualMix: USUAL,
          kinds: ['visual', 'likes', 'tags'],
          alone: null,
          ...changes,
        }}
      />
    </AppRouterContext>,
  )

const titlesOf = (html: string) => [...html.matchAll(/<h2[^>]*>([^<]+)/g)].map(([, title]) => title)

describe('the rows of a page', () => {
  it('are all together and a line of each kind, with the way to all of it; empty ones are absent', () => {
    const html = page({})
    expect(titlesOf(html)).toEqual([
      'All together',
      'Looks like this',
      'Liked by the same people',
      'About the same thing',
    ])
    for (const kind of ['visual', 'likes', 'tags']) expect(html).toContain(`href="/models/pan?kind=${kind}"`)
    expect(titlesOf(page({ visual: [], likes: null }))).toEqual(['All together', 'About the same thing'])
  })

  it('take the mix along to other models, and to a row alone', () => {
    const html = page({ mix: { ...USUAL, likes: 0.25 } })
    for (const uid of ['pot', 'jug', 'cup', 'mug']) expect(html).toContain(`href="/models/${uid}?likes=0.25"`)
    expect(html).toContain('href="/models/pan?kind=tags&amp;likes=0.25"')
    const alone = page({
      mix: { ...USUAL, likes: 0.25 },
      alone: 'tags',
      blend: null,
      visual: null,
      likes: null,
    })
    expect(titlesOf(alone)).toEqual(['About the same thing'])
    expect(alone).toContain('href="/models/mug?likes=0.25"')
    expect(alone).toContain('href="/models/pan?likes=0.25"')
    expect(alone).not.toContain('type="range"')
  })

  it('have what lies behind a card in the grid alone', () => {
    const group = { group: 7, count: 2 }
    const pile = [
      similar('pot', undefined, { nearDuplicates: group }),
      similar('pot-2', undefined, { nearDuplicates: group }),
    ]
    const html = page({ blend: pile, visual: pile, likes: pile, tags: pile })
    expect(html.match(/of the same thing as pot/g)).toHaveLength(1)
    expect(html.match(/href="\/models\/pot-2"/g)).toHaveLength(2)
  })

  it('say what counts in vain, and where nothing is found', () => {
    expect(page({ kinds: ['visual', 'tags'], likes: null })).toContain('Nobody has liked this one yet')
    expect(page({ kinds: ['visual'], mix: onlyOf('visual', USUAL) })).not.toContain('no say')
    const empty = page({ blend: [], mix: onlyOf('likes', USUAL), kinds: ['visual', 'tags'] })
    expect(empty).toContain('finds nothing for this model')
    expect(empty).toMatch(/href="\/models\/pan"[^>]*>Show it balanced/)
    expect(page({ alone: 'likes', blend: null, visual: null, likes: null, tags: null })).toContain(
      'Nobody had liked this model yet',
    )
  })
})

describe('the reasons of a card', () => {
  it('are said by the one that says most, the others for who asks', () => {
    const html = page({ visual: null, likes: null, tags: null })
    expect(html).toMatch(
      /<p [^>]*title="liked by 14 of the same people · looks alike"[^>]*>liked by 14 of the same people<span class="sr-only">/,
    )
    expect(page({ blend: [similar('pot', [])] })).not.toContain('title=""')
  })

  it('keep tags as they are written, whatever their direction', () => {
    const html = page({ blend: [similar('pot', [tagged('عربي', '<b>')])] })
    expect(html).toContain('both:\u00a0<span><bdi>عربي</bdi></span><span>, <bdi>&lt;b&gt;</bdi></span>')
  })

  it('are not said in a row of likes where too few like both', () => {
    const few = { ...LIKED, people: null, text: 'liked by people of the same taste' }
    const html = page({ blend: [similar('pot', [ALIKE])], likes: [similar('cup', [few])] })
    expect(html).not.toContain('of the same taste')
    expect(page({ blend: [similar('pot', [few])] })).toContain('of the same taste')
  })

  it('are not said of look-alikes in their row, which say how close they are', () => {
    const html = page({ blend: [similar('pot', [LIKED])] })
    expect(html).not.toContain('looks alike')
    expect(html.match(/class="meter/g)).toHaveLength(1)
  })
})

describe('a mix', () => {
  it('is written in an address as far as it is unusual, as it is read from it', () => {
    expect(mixQuery(USUAL, USUAL)).toBe('')
    for (const mix of [
      { visual: 0, likes: 0.25, tags: 1, popularity: 0 },
      { visual: 0.75, likes: 0, tags: 0, popularity: 1 },
    ]) {
      const read = parseRows(Object.fromEntries(new URLSearchParams(mixQuery(mix, USUAL))))
      expect(read).toMatchObject({ choice: { mix }, notes: [] })
    }
  })

  it('is the same as another in which the kinds compare alike', () => {
    const half = { visual: 0.5, likes: 0.5, tags: 0.5, popularity: 1 }
    expect(weighsAlike(half, USUAL)).toBe(true)
    expect(weighsAlike({ ...half, tags: 0.25 }, USUAL)).toBe(false)
    expect(weighsAlike(onlyOf('likes', half), { visual: 0, likes: 0.25, tags: 0, popularity: 0 })).toBe(true)
    expect(hasWeight({ visual: 0, likes: 0, tags: 0, popularity: 1 })).toBe(false)
  })
})
