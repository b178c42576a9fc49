import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { destinationOf } from '@/components/models/external-link'
import { ModelCard } from '@/components/models/model-card'
import { toCard } from '@/components/models/to-card'
import type { CardView, ModelView } from '@/lib/serving/views'
import { modelView } from '../fixtures/model-view'

const model = modelView({
  uid: 'a b/c',
  name: 'Oak <chair>',
  url: 'https://sketchfab.com/3d-models/oak',
  author: 'Ann',
  license: 'CC0',
})

const card = (changes: Partial<ModelView> = {}, similarity?: CardView['similarity']) =>
  renderToStaticMarkup(<ModelCard card={toCard({ ...model, ...changes }, similarity)} />)

describe('a card', () => {
  it('leads from the picture and the name to the model’s page, and from the arrow alone out in a new tab', () => {
    const html = card()
    expect(html).toMatch(/<a [^>]*href="\/models\/a%20b%2Fc"[^>]*><img /)
    expect(html).toMatch(/<a [^>]*href="\/models\/a%20b%2Fc"[^>]*><bdi>Oak &lt;chair&gt;<\/bdi>/)
    expect(html.match(/sketchfab\.com/g)).toHaveLength(1)
    expect(html).toMatch(
      /<a href="https:\/\/sketchfab.com\/3d-models\/oak" target="_blank" rel="noopener"[^>]*><svg.*View on Sketchfab: Oak &lt;chair&gt; \(opens in a new tab\)/,
    )
  })

  it('has no arrow when there is nowhere out', () => {
    for (const url of [null, 'javascript:alert(1)', 'not an address']) {
      const html = card({ url })
      expect(html.match(/href="\/models\/a%20b%2Fc"/g)).toHaveLength(2)
      expect(html).not.toContain('opens in a new tab')
      expect(html).not.toContain('javascript:')
      expect(html).not.toContain('_blank')
    }
  })

  it('gives the picture its size and a description, and loads it late', () => {
    expect(card()).toMatch(/<img [^>]*width="320" height="180" alt="Oak &lt;chair&gt;" loading="lazy"/)
  })

  it('offers a picture in the sizes that there are of it', () => {
    const address = model.thumbnailUrl
    expect(card()).toContain(`srcSet="${address}?size=small 256w, ${address}?size=large 320w"`)
    const upright = card({ thumbnailWidth: 256, thumbnailHeight: 512 })
    expect(upright).toContain(`?size=small 128w, ${address}?size=large 256w"`)
    expect(card({ thumbnailWidth: 256 })).not.toContain('srcSet')
  })

  it('shows the part of a picture where there is most to see, and a cut-out one on a tint of its colour', () => {
    expect(card()).toMatch(/data-look="filled".*object-position:30% 30%/)
    const cutOut = card({ thumbnailTint: '#008080', thumbnailFocus: null })
    expect(cutOut).toMatch(/data-look="cut-out" style="--tint:#008080"/)
    expect(cutOut).not.toContain('object-position')
  })

  it('shows what an older version has stored as it is: oblong pictures filled, square ones on what is in them', () => {
    const old = { thumbnailFocus: null }
    expect(card(old)).toContain('data-look="filled"')
    expect(card({ ...old, thumbnailWidth: 100, thumbnailHeight: 320 })).toContain('data-look="filled"')
    expect(card({ ...old, thumbnailHeight: 320 })).toContain('data-look="flat"')
    expect(card(old)).toContain(`src="${model.thumbnailUrl}"`)
    expect(card(old)).not.toContain('srcSet')
  })

  it('says a name that may not fit once more where it is pointed at', () => {
    const name = 'n'.repeat(200)
    expect(card({ name })).toContain(`title="${name}"`)
    expect(card({ name, url: null })).toContain(`title="${name}"`)
    expect(card()).not.toContain('title="Oak')
  })

  it('names the author and the licence, as far as they are known', () => {
    expect(card()).toContain('<span><bdi>Ann</bdi> · CC0</span>')
    expect(card({ license: null })).toContain('<span><bdi>Ann</bdi></span>')
    expect(card({ author: null })).toContain('<span>CC0</span>')
  })

  it('says how similar a model is, to the eye and to a screen reader', () => {
    const unknown = { closeness: null, band: null }
    expect(card({}, { score: 0.874, ...unknown })).toMatch(/width:87%.*87%<span class="sr-only"> similar/)
    expect(card({}, { score: -0.2, ...unknown })).toContain('width:0%')
    expect(card()).not.toContain('similar')
  })

  it('says how close a model is in words, with the number where they are pointed at', () => {
    const html = card({}, { score: 0.874, closeness: 0.62, band: 'close' })
    expect(html).toMatch(/width:62%.*title="Of one kind with a probability of 62% \(cosine 0.87\)">Close</)
    expect(html).not.toContain('87%')
    expect(card({}, { score: 1, closeness: 0.97, band: 'nearly-the-same' })).toContain('>Nearly the same<')
    expect(card({}, { score: 0.3, closeness: 0.3, band: 'same-mood' })).toContain('>Same mood<')
  })

  it('offers to show an age-restricted picture, and only that', () => {
    expect(card({ ageRestricted: true })).toMatch(/<label[^>]*><input type="checkbox"/)
    expect(card()).not.toContain('checkbox')
  })
})

describe('where a url leads', () => {
  it('is called by the site’s name', () => {
    expect(destinationOf('https://sketchfab.com/3d-models/x')?.label).toBe('View on Sketchfab')
    expect(destinationOf('https://sketchfab.com/search?q=x')?.label).toBe('Find on Sketchfab')
    expect(destinationOf('https://www.example.org/x')?.label).toBe('View on example.org')
    expect(destinationOf('https://notsketchfab.com/x')?.site).toBe('notsketchfab.com')
    expect(destinationOf('ftp://example.org/x')).toBeNull()
  })
})
