import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { SimilarModels } from '@/components/models/similar-models'
import type { ModelPageView } from '@/lib/serving/views'
import { modelView } from '../fixtures/model-view'

const run = { id: 3, recipe: 'default', modelCount: 2, publishedAt: null, closenessBy: null }

type Shown = Omit<ModelPageView, 'model'>
const page = (changes: Partial<Shown>) =>
  renderToStaticMarkup(
    <SimilarModels
      model={model('pan')}
      run={run}
      similar={[]}
      same={null}
      nothingSimilar={null}
      isFew={false}
      also={null}
      filters={null}
      notLookedThrough={null}
      rows={null}
      {...changes}
    />,
  )

const model = (uid: string) => modelView({ uid, name: uid })
const similar = (uid: string, closeness: number | null = null) => ({
  rank: 1,
  score: 0.74,
  closeness,
  band: closeness === null ? null : ('close' as const),
  reasons: [],
  model: model(uid),
})

it('a model without look-alikes says why, and what to do', () => {
  const nothing = (nothingSimilar: 'alone' | 'came-after' | 'failed' | null) =>
    page({ run: nothingSimilar === null ? null : run, nothingSimilar })
  expect(nothing(null)).toContain('has not been compared yet')
  expect(nothing('alone')).toContain('no other model to compare this one with')
  expect(nothing('alone')).not.toContain('came after')
  expect(nothing('came-after')).toContain('came after')
  expect(nothing('failed')).toContain('could not be used')
  for (const why of [null, 'alone', 'came-after', 'failed'] as const)
    expect(nothing(why)).toContain('npm run precompute')
})

it('where few are close it says so, and goes on with what has a tag in common, called by that', () => {
  const calibrated = { ...run, closenessBy: 'labels' as const }
  const few = page({
    run: calibrated,
    similar: [similar('pot', 0.6), similar('jug', 0.5)],
    isFew: true,
    also: { by: 'tag', name: 'rocket', models: [model('moon')] },
  })
  expect(few).toContain('Only 2 models come close to this.')
  expect(few).toMatch(/<h2[^>]*>Also tagged <a [^>]*href="\/\?tag=rocket"[^>]*><bdi>rocket<\/bdi>/)
  expect(few).toMatch(/<ol[^]*pot[^]*jug[^]*<\/ol>[^]*<ul[^]*moon/)
  expect(few).toContain('by the labels of this catalogue')

  const none = page({ run: calibrated, isFew: true, also: { by: 'category', name: 'Space', models: [] } })
  expect(none).toContain('Nothing in the catalogue comes close to this.')
  expect(none).toMatch(/Also in <a [^>]*href="\/\?category=Space"/)
  expect(none).not.toContain('<ol')
  expect(page({ run: calibrated, similar: [similar('pot', 0.6)], isFew: true })).toContain(
    'Only one model comes close to this.',
  )
})

it('says by what it is told how close models are, and where nothing tells, what a percentage says', () => {
  const words = (closenessBy: 'labels' | 'scores' | null) =>
    page({ run: { ...run, closenessBy }, similar: [similar('pot', closenessBy && 0.6)] })
  expect(words('scores')).toContain('as far as scores tell by themselves')
  expect(words('labels')).toContain(
    'Of pairs that are called “Nearly the same” at least 80 in 100 are of one kind, of “Close” 50, of “Same mood” 25,',
  )
  expect(words(null)).toContain('A percentage says')
  expect(words(null)).toContain('74%')
  expect(words(null)).not.toContain('comes close')
})
