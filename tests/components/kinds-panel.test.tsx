import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { KindsPanel } from '@/components/admin/runs/kinds-panel'

const textOf = (html: string) =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

it('a run says of each kind how many models have similar ones by it, or why none has', () => {
  const html = renderToStaticMarkup(
    <KindsPanel
      kinds={[
        { kind: 'visual', modelCount: 1_000, skipped: null, learnedFrom: null },
        { kind: 'likes', modelCount: 1, skipped: null, learnedFrom: { likes: 1_200, users: 1 } },
        { kind: 'tags', modelCount: 0, skipped: 'No model has tags.', learnedFrom: null },
      ]}
    />,
  )
  expect(textOf(html)).toBe(
    'Similar by Looks alike 1,000 models Liked by the same people 1 model Learned from 1,200 likes of one person ' +
      'About the same thing No model has tags.',
  )
})

it('a run of an earlier version says nothing of kinds', () => {
  expect(renderToStaticMarkup(<KindsPanel kinds={[]} />)).toBe('')
})
