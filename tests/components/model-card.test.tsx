import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { destinationOf } from '@/components/models/external-link'
import { ModelCard } from '@/components/models/model-card'
import { toCard } from '@/components/models/to-card'
import type { ModelView } from '@/lib/serving/views'

const model: ModelView = {
  uid: 'a b/c',
  name: 'Oak <chair>',
  url: 'https://sketchfab.com/3d-models/oak',
  thumbnailUrl: `/thumbnails/${'a'.repeat(64)}`,
  thumbnailWidth: 320,
  thumbnailHeight: 180,
  author: 'Ann',
  authorUrl: null,
  license: 'CC0',
  tags: [],
  categories: [],
  likeCount: 0,
  ageRestricted: false,
}

const card = (changes: Partial<ModelView> = {}, similarity?: number) =>
  renderToStaticMarkup(<ModelCard card={toCard({ ...model, ...changes }, similarity)} />)

describe('a card', () => {
  it('leads from the picture to the model’s page, and from the name out in a new tab', () => {
    const html = card()
    expect(html).toMatch(/<a [^>]*href="\/models\/a%20b%2Fc"[^>]*><img /)
    expect(html).toMatch(
      /<a href="https:\/\/sketchfab.com\/3d-models\/oak" target="_blank" rel="noopener"[^>]*><bdi>Oak &lt;chair&gt;<\/bdi>.*opens Sketchfab in a new tab/,
    )
  })

  it('leads from the name to the model’s page when there is nowhere out', () => {
    for (const url of [null, 'javascript:alert(1)', 'not an address']) {
      const html = card({ url })
      expect(html.match(/href="\/models\/a%20b%2Fc"/g)).toHaveLength(2)
      expect(html).not.toContain('javascript:')
      expect(html).not.toContain('_blank')
    }
  })

  it('gives the picture its size and a description, and loads it late', () => {
    expect(card()).toMatch(/<img [^>]*width="320" height="180" alt="Oak &lt;chair&gt;" loading="lazy"/)
  })

  it('tells oblong pictures from square ones, which stand on the ground of renders', () => {
    expect(card()).toContain('data-oblong="true"')
    expect(card({ thumbnailHeight: 320 })).not.toContain('data-oblong')
    expect(card({ thumbnailWidth: 100, thumbnailHeight: 320 })).toContain('data-oblong="true"')
  })

  it('says a name that may not fit once more where it is pointed at', () => {
    const name = 'n'.repeat(200)
    expect(card({ name })).toContain(`title="${name}"`)
    expect(card({ name, url: null })).toContain(`title="${name}"`)
    expect(card()).not.toContain('title=')
  })

  it('names the author and the licence, as far as they are known', () => {
    expect(card()).toContain('<span><bdi>Ann</bdi> · CC0</span>')
    expect(card({ license: null })).toContain('<span><bdi>Ann</bdi></span>')
    expect(card({ author: null })).toContain('<span>CC0</span>')
  })

  it('says how similar a model is, to the eye and to a screen reader', () => {
    expect(card({}, 0.874)).toMatch(/width:87%.*87%<span class="sr-only"> similar/)
    expect(card({}, -0.2)).toContain('width:0%')
    expect(card()).not.toContain('similar')
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
