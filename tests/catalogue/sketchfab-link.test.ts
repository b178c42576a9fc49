import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSketchfabUid, parseSketchfabLink, sketchfabPage } from '@/lib/catalogue/sketchfab-link'

const hex = '5dcebcfaedbd4e7b8a27bd1ae55f1ac3'
const UIDS = [hex, 'aB3dE5gH7jK9mN1pQ3sT5vW7xY9', 'aB3dE5gH7jK9mN1pQ3sT5vW7xY']

describe.each(UIDS)('the uid %s', (uid) => {
  it.each([
    uid,
    `  ${uid}\n`,
    `https://sketchfab.com/3d-models/${uid}`,
    `https://sketchfab.com/3d-models/noel-from-sora-no-method-${uid}`,
    `https://sketchfab.com/models/${uid}`,
    `https://sketchfab.com/models/${uid}/embed`,
    `https://sketchfab.com/models/${uid}/embed?autostart=1&ui_infos=0`,
    `https://sketchfab.com/orgs/museum-of-x/3d-models/a-vase-${uid}`,
    `https://sketchfab.com/orgs/museum/3d-models/${uid}/`,
    `http://www.sketchfab.com/3d-models/x-${uid}?utm_source=a#download`,
    `HTTPS://SKETCHFAB.COM/models/${uid}#comments`,
    `sketchfab.com/3d-models/x-${uid}`,
    `www.sketchfab.com/models/${uid}/`,
    `https://m.sketchfab.com/models/${uid}`,
    `https://sketchfab.com/3d-models/%D0%B4%D0%BE%D0%BC-${uid}`,
    `https://sketchfab.com/3d-models/дом-${uid}`,
  ])('is found in %j', (text) => {
    expect(parseSketchfabLink(text)).toEqual({ kind: 'uid', uid })
  })

  it('is found in the page that is made for it', () => {
    expect(parseSketchfabLink(sketchfabPage(uid))).toEqual({ kind: 'uid', uid })
  })
})

it('takes hexadecimal digits in either case for the same uid', () => {
  expect(parseSketchfabLink(hex.toUpperCase())).toEqual({ kind: 'uid', uid: hex })
})

it.each([
  ['https://skfb.ly/6WxyZ', '6WxyZ'],
  ['skfb.ly/oOrVs/', 'oOrVs'],
  ['http://skfb.ly/oOrVs?x=1#y', 'oOrVs'],
])('knows %s for a short code, which is no uid', (text, code) => {
  expect(parseSketchfabLink(text)).toEqual({ kind: 'short', code })
})

it.each([
  '',
  '/',
  'dragon',
  'https://',
  'http://[',
  `https://sketchfab.com.example.org/3d-models/${hex}`,
  `https://notsketchfab.com/3d-models/${hex}`,
  `https://sketchfab.org/3d-models/${hex}`,
  `https://sketchfab.com@example.org/3d-models/${hex}`,
  `https://user@sketchfab.com/3d-models/${hex}`,
  `https://sketchfab.com:8443/3d-models/${hex}`,
  `https://ѕketchfab.com/3d-models/${hex}`,
  `https://example.org/?url=https://sketchfab.com/3d-models/${hex}`,
  `https://example.org/sketchfab.com/3d-models/${hex}`,
  `ftp://sketchfab.com/3d-models/${hex}`,
  `javascript:alert('sketchfab.com/3d-models/${hex}')`,
  `https://sketchfab.com/${hex}`,
  `https://sketchfab.com/search?q=${hex}`,
  `https://sketchfab.com/3d-models/${hex.slice(1)}`,
  `https://sketchfab.com/3d-models/${hex}0`,
  `https://sketchfab.com/models/../../${hex}`,
  'https://sketchfab.com/3d-models/../../etc/passwd',
  '../../x',
  'https://skfb.ly/',
  'https://skfb.ly/a/b',
  'https://skfb.ly.example.org/abc',
  `https://sketchfab.com/3d-models/${'a'.repeat(3_000)}-${hex}`,
])('refuses %j', (text) => {
  expect(parseSketchfabLink(text)).toBeNull()
})

it('never throws, and never gives a uid that is more than letters and digits', () => {
  const pasted = fc.oneof(
    fc.string(),
    fc.webUrl(),
    fc
      .tuple(
        fc.constantFrom('https://sketchfab.com/3d-models/', 'skfb.ly/', 'sketchfab.com/models/'),
        fc.string(),
      )
      .map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(pasted, (text) => {
      const link = parseSketchfabLink(text)
      if (link?.kind === 'uid') expect(isSketchfabUid(link.uid)).toBe(true)
      if (link?.kind === 'short') expect(link.code).toMatch(/^[0-9a-zA-Z]+$/)
    }),
  )
})
