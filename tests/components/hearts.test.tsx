import fc from 'fast-check'
import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { ForYou } from '@/components/hearts/for-you'
import { ForYouLink } from '@/components/hearts/for-you-link'
import { heartsIn, heartsText, isSameOpinion, NO_HEARTS, withOpinion } from '@/components/hearts/hearts'
import { HeartsProvider } from '@/components/hearts/hearts-settings'
import { ModelCard } from '@/components/models/model-card'
import { ModelFacts } from '@/components/models/model-facts'
import { toCard } from '@/components/models/to-card'
import { modelView } from '../fixtures/model-view'

const uid = fc.stringMatching(/^[a-z0-9"\\ -]{1,12}$/)
const hearts = fc
  .uniqueArray(uid, { maxLength: 8 })
  .chain((uids) => fc.nat(uids.length).map((at) => ({ liked: uids.slice(0, at), disliked: uids.slice(at) })))

describe('hearts', () => {
  it('are read as they were written', () => {
    fc.assert(fc.property(hearts, (some) => void expect(heartsIn(heartsText(some))).toEqual(some)))
  })

  it('are none where what is stored is damaged, whatever it is', () => {
    for (const text of [null, '', '{', 'null', '7', '[]', '{}', '{"liked":[7],"disliked":[]}'])
      expect(heartsIn(text)).toEqual(NO_HEARTS)
    fc.assert(fc.property(fc.json(), (text) => void heartsIn(text)))
    expect(heartsIn('{"liked":["a","a","b"],"disliked":["b","c"]}')).toEqual({
      liked: ['a', 'b'],
      disliked: ['c'],
    })
  })

  it('hold one opinion of a model at most, the latest first', () => {
    fc.assert(
      fc.property(hearts, uid, fc.constantFrom('liked', 'disliked', null), (some, one, opinion) => {
        const changed = withOpinion(some, one, opinion)
        for (const kind of ['liked', 'disliked'] as const) {
          const others = some[kind].filter((other) => other !== one)
          expect(changed[kind]).toEqual(opinion === kind ? [one, ...others] : others)
        }
      }),
    )
  })

  it('say the same in whichever order they were given', () => {
    const some = { liked: ['a', 'b'], disliked: ['c'] }
    expect(isSameOpinion(some, { liked: ['b', 'a'], disliked: ['c'] })).toBe(true)
    expect(isSameOpinion(some, { liked: ['a', 'c'], disliked: ['b'] })).toBe(false)
    expect(isSameOpinion(some, { liked: ['a', 'b'], disliked: [] })).toBe(false)
  })
})

const model = modelView({ uid: 'oak', name: 'Oak <chair>' })
const within = (children: ReactNode, isShown = true, isCollected = false) =>
  renderToStaticMarkup(<HeartsProvider settings={{ isShown, isCollected }}>{children}</HeartsProvider>)

describe('pages', () => {
  it('have a heart on each card and model, and a link to what is recommended, where something comes of it', () => {
    expect(within(<ModelCard card={toCard(model)} />)).toContain(
      'aria-pressed="false" aria-label="Like Oak &lt;chair&gt;"',
    )
    expect(within(<ModelFacts model={model} />)).toContain('aria-label="Like Oak &lt;chair&gt;"')
    expect(within(<ForYouLink />)).toMatch(/href="\/for-you"[^>]*>For you<\/a>/)
  })

  it('have none of that where nothing does, nor where nobody says', () => {
    const all = (
      <>
        <ModelCard card={toCard(model)} />
        <ModelFacts model={model} />
        <ForYouLink />
      </>
    )
    for (const html of [within(all, false), renderToStaticMarkup(all)]) {
      expect(html).not.toContain('Like Oak')
      expect(html).not.toContain('for-you')
    }
  })

  it('say what is kept where', () => {
    expect(within(<ForYou />)).toContain('kept in this browser, and nowhere else')
    const collected = within(<ForYou />, true, true)
    expect(collected).toContain('under a hash of a random number of this browser')
    expect(collected).not.toContain('nowhere else')
    expect(collected).toContain('both need JavaScript')
  })
})
