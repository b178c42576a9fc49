import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { SimilarModels } from '@/components/models/similar-models'

const run = { id: 3, recipe: 'default', modelCount: 2, publishedAt: null }

it('a model without look-alikes says why, and what to do', () => {
  const page = (nothingSimilar: 'alone' | 'came-after' | 'failed' | null) =>
    renderToStaticMarkup(
      <SimilarModels
        run={nothingSimilar === null ? null : run}
        similar={[]}
        nothingSimilar={nothingSimilar}
      />,
    )
  expect(page(null)).toContain('has not been compared yet')
  expect(page('alone')).toContain('no other model to compare this one with')
  expect(page('alone')).not.toContain('came after')
  expect(page('came-after')).toContain('came after')
  expect(page('failed')).toContain('could not be used')
  for (const why of [null, 'alone', 'came-after', 'failed'] as const)
    expect(page(why)).toContain('npm run precompute')
})
