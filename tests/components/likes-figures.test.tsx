import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { LikesFigures } from '@/components/admin/runs/likes-figures'
import { madeUpLikesFigures } from '../setup/made-up-likes-figures'

it('figures of likes stand in a table, each with its standard error; a figure that is not there is a dash', () => {
  const text = renderToStaticMarkup(<LikesFigures figures={madeUpLikesFigures} />).replace(/<[^>]+>/g, ' ')
  expect(text.replace(/\s+/g, ' ')).toContain(
    'Likes (ALS) 0.1234 ±0.0021 0.3456 ±0.0021 0.0987 ±0.0021 – 0.912',
  )
  expect(text).toContain('without 200 likes of 80 users')
  expect(text).toContain('12 seconds')
})
