import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mayBeUid, readPastedLink } from '@/lib/catalogue/pasted-link'
import { parseSketchfabLink } from '@/lib/catalogue/sketchfab-link'
import { looksLikeLink } from '@/lib/text/looks-like-link'

const hex = '5dcebcfaedbd4e7b8a27bd1ae55f1ac3'
const UIDS = [hex, 'aB3dE5gH7jK9mN1pQ3sT5vW7xY9', 'aB3dE5gH7jK9mN1pQ3sT5vW7xY']

const embedOf = (uid: string) => `<div class="sketchfab-embed-wrapper"> <iframe title="A dragon"
  frameborder="0" allowfullscreen mozallowfullscreen="true" allow="autoplay; fullscreen; xr-spatial-tracking"
  src="https://sketchfab.com/models/${uid}/embed?autostart=1&amp;ui_theme=dark"> </iframe>
  <p style="font-size: 13px;"> <a href="https://sketchfab.com/3d-models/a-dragon-${uid}?utm_medium=embed"
  target="_blank" rel="nofollow"> A dragon </a> by <a href="https://sketchfab.com/ann?utm_medium=embed"
  target="_blank"> Ann </a> on <a href="https://sketchfab.com?utm_medium=embed">Sketchfab</a></p></div>`

describe.each(UIDS)('the uid %s', (uid) => {
  it.each([
    uid,
    ` ${uid} `,
    `https://sketchfab.com/3d-models/a-dragon-${uid}?utm_source=x`,
    `http://www.sketchfab.com/models/${uid}`,
    `m.sketchfab.com/models/${uid}`,
    `//sketchfab.com/models/${uid}/embed`,
    embedOf(uid),
    `<iframe src=https://sketchfab.com/models/${uid}/embed></iframe>`,
    `<iframe src='//sketchfab.com/models/${uid}/embed' width=640>`,
    `<a href="https://sketchfab.com/ann">Ann</a>’s <a href="https://sketchfab.com/models/${uid}">dragon</a>`,
    `Look at “A dragon” (https://sketchfab.com/3d-models/a-dragon-${uid}).`,
    `https://example.org/ and https://sketchfab.com/models/${uid}`,
  ])('is found in %j', (text) => {
    expect(readPastedLink(text)).toEqual({ kind: 'uid', uid })
  })
})

it('knows a short link, also within a text', () => {
  expect(readPastedLink('skfb.ly/6WxyZ')).toEqual({ kind: 'short', code: '6WxyZ' })
  expect(readPastedLink('A dragon on Sketchfab: https://skfb.ly/6WxyZ')).toEqual({
    kind: 'short',
    code: '6WxyZ',
  })
})

it('knows the pages of this site by its names, whatever the uid', () => {
  const own = ['models.example', '127.0.0.1:3000']
  expect(readPastedLink('https://models.example/models/oak-chair?x=1', own)).toEqual({
    kind: 'own',
    uid: 'oak-chair',
  })
  expect(readPastedLink('http://127.0.0.1:3000/models/%E6%A4%85', own)).toEqual({ kind: 'own', uid: '椅' })
  expect(readPastedLink('http://127.0.0.1:3001/models/oak-chair', own)).toEqual({
    kind: 'elsewhere',
    host: '127.0.0.1:3001',
  })
  expect(readPastedLink('https://models.example/models/%E6', own)).toMatchObject({ kind: 'elsewhere' })
})

it.each([
  ['https://sketchfab.com/ann'],
  ['sketchfab.com'],
  ['https://sketchfab.com/search?q=dragon&type=models'],
  [`https://sketchfab.com/3d-models/${hex}0`],
  ['https://blog.sketchfab.com/a-post/'],
  [`https://user@sketchfab.com/3d-models/${hex}`],
])('says of %j that it leads to no model', (text) => {
  expect(readPastedLink(text)).toEqual({ kind: 'no-model' })
})

it.each([
  ['https://example.org/a.png', 'example.org'],
  ['//example.org/a', 'example.org'],
  ['www.example.org/a', 'www.example.org'],
  ['see http://example.org:8080/x, please', 'example.org:8080'],
  ['<iframe src="https://video.example/embed/abc"></iframe>', 'video.example'],
  [`https://sketchfab.com.example.org/3d-models/${hex}`, 'sketchfab.com.example.org'],
  [`https://sketchfab.com@example.org/3d-models/${hex}`, 'example.org'],
  [`https://ѕketchfab.com/3d-models/${hex}`, 'xn--ketchfab-jhh.com'],
])('says where %j leads', (text, host) => {
  expect(readPastedLink(text)).toEqual({ kind: 'elsewhere', host })
})

it.each([
  '',
  'dragon',
  'low poly house 2',
  'and/or',
  'a // b',
  '<3',
  'C++',
  '16:9',
  '3d-models',
  'example.org',
  'sketchfab',
  'sketchfab dragon',
  'honorificabilitudinitatibus',
  'https://',
  'http://[',
  "javascript:alert('sketchfab.com/3d-models/')",
  `https://sketchfab.com/models/${'a'.repeat(3_000)}`,
  `https://sketchfab.com/models/${hex} `.repeat(300),
])('takes %j for words', (text) => {
  expect(readPastedLink(text)).toBeNull()
})

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc
    .tuple(
      fc.constantFrom('', '<iframe src="', 'see ', '//', 'https://', 'sketchfab.com/', 'www.'),
      fc.oneof(fc.webUrl(), fc.string(), fc.constantFrom(...UIDS)),
      fc.constantFrom('', '"></iframe>', '.', ' ', '?x=1#y'),
    )
    .map((parts) => parts.join('')),
)

it('never throws, takes no link for words that the box searches as they are typed, and no word for a link', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const link = readPastedLink(text, ['models.example'])
      if (link) expect(looksLikeLink(text)).toBe(true)
      if (link?.kind === 'uid') expect(parseSketchfabLink(link.uid)).toEqual(link)
      if (link?.kind === 'elsewhere') expect(link.host).not.toBe('')
    }),
  )
  const word = fc.stringMatching(/^[\p{L}\p{N} '&+-]{1,25}$/u)
  fc.assert(fc.property(word, (text) => readPastedLink(text) === null))
})

it('finds a uid in an embed code, whatever else is in it', () => {
  const filling = fc.stringMatching(/^[\w "=:;,.-]{0,80}$/)
  fc.assert(
    fc.property(filling, filling, fc.constantFrom(...UIDS), (before, after, uid) => {
      const code = `<iframe ${before} src="https://sketchfab.com/models/${uid}/embed" ${after}></iframe>`
      expect(readPastedLink(code)).toEqual({ kind: 'uid', uid })
    }),
  )
})

it('is quick with whatever is long', () => {
  const long = ['/', '.', '<', 'http://', 'a.', '"', 'www.', '…)'].map((piece) =>
    piece.repeat(8_000).slice(0, 8_000),
  )
  for (const text of long) expect(() => readPastedLink(`https://a${text}`)).not.toThrow()
})

it('takes for a uid of another source only what no word is', () => {
  expect(['IMG_0001', 'chair--oak-2', '1f409-fe0f', 'ab-3c'].map(mayBeUid)).toEqual([true, true, true, true])
  expect(['', 'dragon', 'oak-chair', '3d', 'a 1234', '1'.repeat(300)].map(mayBeUid)).not.toContain(true)
})
