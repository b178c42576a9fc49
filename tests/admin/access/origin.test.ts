import { expect, it } from 'vitest'
import { isOwnOrigin } from '@/lib/admin/access/origin'

const own = (headers: Record<string, string>) =>
  isOwnOrigin(new Headers({ host: 'models.example:3000', ...headers }))

it('takes a change that the site’s own pages ask for, or no page at all', () => {
  expect(own({ origin: 'http://models.example:3000' })).toBe(true)
  expect(own({ origin: 'https://models.example:3000', 'sec-fetch-site': 'same-origin' })).toBe(true)
  expect(own({})).toBe(true)
})

it('knows the site behind a proxy by the name that the proxy was asked for', () => {
  expect(own({ host: '127.0.0.1:3000', origin: 'https://shop.example' })).toBe(false)
  expect(
    own({ host: '127.0.0.1:3000', origin: 'https://shop.example', 'x-forwarded-host': 'shop.example' }),
  ).toBe(true)
})

it.each([
  'http://evil.example',
  'http://models.example',
  'http://models.example:3000.evil.example',
  'http://sub.models.example:3000',
  'null',
  'not an address',
  '',
])('refuses a change that a page of %j asks for', (origin) => {
  expect(own({ origin })).toBe(false)
})

it('refuses a browser that names no origin but says that another site asks', () => {
  expect(own({ 'sec-fetch-site': 'cross-site' })).toBe(false)
  expect(own({ 'sec-fetch-site': 'same-site' })).toBe(false)
})
