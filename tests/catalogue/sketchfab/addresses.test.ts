import { expect, it } from 'vitest'
import {
  isApiAddress,
  isThumbnailAddress,
  listingAddress,
  modelAddress,
} from '@/lib/catalogue/sketchfab/addresses'

const api = 'https://api.sketchfab.com/v3'

it('asks for a listing by all that may be asked', () => {
  expect(listingAddress(api, { sort: 'likes' })).toBe(`${api}/models?count=24&sort_by=-likeCount`)
  const everything = {
    ...({ sort: 'recent', category: 'animals-pets', tag: 'a&b', user: 'ada', since: '2020-01-31' } as const),
    staffPicked: true,
    downloadable: true,
    includeAgeRestricted: true,
  }
  expect(listingAddress(api, everything)).toBe(
    `${api}/models?count=24&sort_by=-publishedAt&categories=animals-pets&tags=a%26b&user=ada` +
      '&published_since=2020-01-31&staffpicked=true&downloadable=true&restricted=true',
  )
  expect(listingAddress(api, { sort: 'views', likedBy: 'ada' })).toBe(`${api}/models?count=24&liked_by=ada`)
})

it('asks for a model by its uid, whatever that holds', () => {
  expect(modelAddress(api, 'abc')).toBe(`${api}/models/abc`)
  expect(modelAddress(api, '../x?y')).toBe(`${api}/models/..%2Fx%3Fy`)
})

it.each([
  [`${api}/models?cursor=x`, true],
  [`${api}/models/abc`, true],
  ['https://api.sketchfab.com/other', false],
  ['https://api.sketchfab.com/v3-other/models', false],
  ['http://api.sketchfab.com/v3/models', false],
  ['https://api.sketchfab.com:444/v3/models', false],
  ['https://x@api.sketchfab.com/v3/models', false],
  ['https://api.sketchfab.com.example.org/v3/models', false],
  ['https://127.0.0.1/v3/models', false],
  ['file:///v3/models', false],
  ['/v3/models', false],
])('takes %s for the API: %j', (address, expected) => {
  expect(isApiAddress(api, address)).toBe(expected)
})

it.each([
  ['https://media.sketchfab.com/models/a/thumbnails/b/c.jpeg', true],
  ['https://static.media.sketchfab.com/x.png', true],
  ['https://api.sketchfab.com/x.png', true],
  ['http://media.sketchfab.com/x.png', false],
  ['https://media.sketchfab.com:8443/x.png', false],
  ['https://a@media.sketchfab.com/x.png', false],
  ['https://media.sketchfab.com.example.org/x.png', false],
  ['https://notsketchfab.com/x.png', false],
  ['https://169.254.169.254/latest/meta-data', false],
  ['data:image/png;base64,xxxx', false],
  ['x.png', false],
])('fetches a thumbnail from %s: %j', (address, expected) => {
  expect(isThumbnailAddress(api, address)).toBe(expected)
})

it('fetches thumbnails from the server that is configured, wherever it is, and from no other beside it', () => {
  expect(isThumbnailAddress('http://127.0.0.1:4000/v3', 'http://127.0.0.1:4000/x.png')).toBe(true)
  expect(isThumbnailAddress('http://127.0.0.1:4000/v3', 'http://127.0.0.1:4001/x.png')).toBe(false)
})
