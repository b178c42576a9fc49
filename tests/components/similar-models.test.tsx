import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { SimilarModels } from '@/components/models/similar-models'

const run = { id: 3, recipe: 'default', modelCount: 2, publishedAt: null }

it('a model without look-alikes says why, and what to do', () => {
  const page = (modelCount: number | null) =>
    renderToStaticMarkup(
      <SimilarModels run={modelCount === null ? null : { ...run, modelCount }} similar={[]} />,
    )
  expect(page(null)).toContain('has not been compared yet')
  expect(page(1)).toContain('nothing to compare it with')
  expect(page(1)).not.toContain('came after')
  expect(page(2)).toContain('came after')
  for (const count of [null, 1, 2]) expect(page(count)).toContain('npm run precompute')
})
