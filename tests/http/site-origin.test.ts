import { expect, it } from 'vitest'
import { type Reach, siteOrigin } from '@/lib/http/site-origin'

const origin = (headers: Record<string, string | undefined>, reach: Reach = { trustProxy: true }) =>
  siteOrigin((name) => ({ host: '127.0.0.1:3000', ...headers })[name], reach)

it('is the address that is set, whatever a proxy says', () => {
  const siteUrl = new URL('https://models.example/')
  const forwarded = { 'x-forwarded-host': 'other.example' }
  expect(origin(forwarded, { siteUrl, trustProxy: true })).toBe('https://models.example')
})

it('is not known without that, unless a proxy is trusted', () => {
  expect(origin({ 'x-forwarded-host': 'shop.example', 'x-forwarded-proto': 'https' }, {})).toBeNull()
})

it.each([
  [{ 'x-forwarded-host': 'shop.example', 'x-forwarded-proto': 'https' }, 'https://shop.example'],
  [
    { 'x-forwarded-host': 'Shop.Example:443, inner', 'x-forwarded-proto': 'HTTPS, http' },
    'https://shop.example',
  ],
  [{ 'x-forwarded-host': 'shop.example:8443', 'x-forwarded-proto': 'https' }, 'https://shop.example:8443'],
  [
    { 'x-forwarded-host': 'shop.example', 'x-forwarded-proto': 'https', 'x-forwarded-port': '8443' },
    'https://shop.example:8443',
  ],
  [
    { 'x-forwarded-host': 'shop.example', 'x-forwarded-proto': 'https', 'x-forwarded-port': '443' },
    'https://shop.example',
  ],
  [{ 'x-forwarded-host': '[2001:db8::1]:8080' }, 'http://[2001:db8::1]:8080'],
  [
    { forwarded: 'for=1.2.3.4;proto=https;host="shop.example:8443", for=10.0.0.1;host=inner' },
    'https://shop.example:8443',
  ],
  [{ host: 'shop.example', 'x-forwarded-proto': 'https' }, 'https://shop.example'],
])('is what the proxy nearest to the reader was asked for: %j', (headers, expected) => {
  expect(origin(headers)).toBe(expected)
})

it.each([
  { 'x-forwarded-host': 'shop.example"><script>' },
  { 'x-forwarded-host': 'a@b' },
  { 'x-forwarded-host': 'a/b' },
  { 'x-forwarded-host': ']bad[' },
  { 'x-forwarded-host': 'shop.example:99999' },
  { 'x-forwarded-host': 'shop.example', 'x-forwarded-proto': 'javascript' },
])('is not known by what is no host: %j', (headers) => {
  expect(origin(headers)).toBeNull()
})
