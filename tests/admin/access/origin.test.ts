import { describe, expect, it } from 'vitest'
import { foreignOrigin, isOwnOrigin, isSeenByHttps } from '@/lib/admin/access/origin'
import type { Reach } from '@/lib/http/site-origin'

const own = (headers: Record<string, string>, reach?: Reach) =>
  isOwnOrigin(new Headers({ host: 'models.example:3000', ...headers }), reach)

it('takes a change that the site’s own pages ask for, or no page at all', () => {
  expect(own({ origin: 'http://models.example:3000' })).toBe(true)
  expect(own({ origin: 'https://models.example:3000', 'sec-fetch-site': 'same-origin' })).toBe(true)
  expect(own({})).toBe(true)
  expect(own({ 'sec-fetch-site': 'none' })).toBe(true)
})

it('takes the word of a browser that says whether its page is of the site it asks, whatever proxies made of the rest', () => {
  const behindProxy = { host: '127.0.0.1:3000', origin: 'https://shop.example' }
  expect(own({ ...behindProxy, 'sec-fetch-site': 'same-origin' })).toBe(true)
  for (const site of ['cross-site', 'same-site', 'anything']) {
    expect(own({ ...behindProxy, 'sec-fetch-site': site })).toBe(false)
    expect(own({ 'sec-fetch-site': site })).toBe(false)
    expect(own({ origin: 'http://models.example:3000', 'sec-fetch-site': site })).toBe(false)
  }
})

describe('behind a proxy', () => {
  const host = '127.0.0.1:3000'

  it.each([
    ['one name', 'https://shop.example', { 'x-forwarded-host': 'shop.example' }],
    ['a list', 'https://shop.example', { 'x-forwarded-host': 'shop.example, inner.local:8080' }],
    ['a list that ends with it', 'https://shop.example', { 'x-forwarded-host': 'inner.local, shop.example' }],
    ['capitals', 'https://shop.example', { 'x-forwarded-host': 'Shop.EXAMPLE' }],
    ['the port of https', 'https://shop.example', { 'x-forwarded-host': 'shop.example:443' }],
    ['the port of http', 'http://shop.example', { 'x-forwarded-host': 'shop.example:80' }],
    ['a dot at the end', 'https://shop.example', { 'x-forwarded-host': 'shop.example.' }],
    ['another port', 'https://shop.example:8443', { 'x-forwarded-host': 'shop.example:8443' }],
    ['a port that was lost', 'https://shop.example:8443', { 'x-forwarded-host': 'shop.example' }],
    [
      'a port in a header of its own',
      'https://shop.example:8443',
      { 'x-forwarded-host': 'shop.example', 'x-forwarded-port': '8443' },
    ],
    ['IPv6', 'http://[2001:db8::1]:8080', { 'x-forwarded-host': '[2001:DB8:0::1]:8080' }],
    ['Forwarded', 'https://shop.example', { forwarded: 'for=192.0.2.1;host=shop.example;proto=https' }],
    ['Forwarded, quoted', 'https://shop.example:8443', { forwarded: 'for="[::1]";Host="shop.example:8443"' }],
    [
      'Forwarded, a list',
      'https://shop.example',
      { forwarded: 'host=shop.example, for=10.0.0.1;host=inner' },
    ],
    [
      'letters of other scripts',
      'https://xn--mbel-5qa.example',
      { 'x-forwarded-host': 'xn--mbel-5qa.example' },
    ],
  ])('the site is known by what the browser saw: %s', (_, origin, headers) => {
    expect(own({ host, origin, ...headers })).toBe(true)
    expect(own({ host, origin: 'https://evil.example', ...headers })).toBe(false)
    expect(own({ host, origin: 'https://evil.shop.example', ...headers })).toBe(false)
  })

  it('a host without its port is the proxy’s doing only when it says so, or is trusted', () => {
    const origin = 'http://shop.example:8080'
    expect(own({ host: 'shop.example', origin })).toBe(false)
    // The framework puts the host there itself.
    expect(own({ host: 'shop.example', 'x-forwarded-host': 'shop.example', origin })).toBe(false)
    expect(own({ host: 'shop.example', origin }, { trustProxy: true })).toBe(true)
    expect(own({ host: 'shop.example:3000', origin }, { trustProxy: true })).toBe(false)
  })

  it('the address that is set counts, whatever headers say', () => {
    const siteUrl = new URL('https://shop.example:8443')
    expect(own({ host, origin: 'https://shop.example:8443' }, { siteUrl })).toBe(true)
    expect(own({ host, origin: 'https://SHOP.example:8443' }, { siteUrl })).toBe(true)
    expect(own({ host, origin: 'http://shop.example:8443' }, { siteUrl })).toBe(false)
    expect(own({ host, origin: 'https://shop.example' }, { siteUrl })).toBe(false)
    // The admin on the machine itself goes without the proxy.
    expect(own({ host, origin: 'http://127.0.0.1:3000' }, { siteUrl })).toBe(true)
  })
})

it.each([
  'http://evil.example',
  'http://models.example',
  'http://models.example:3000.evil.example',
  'http://sub.models.example:3000',
  'http://models.example:3000@evil.example',
  'file://models.example:3000',
  'null',
  'not an address',
  '',
])('refuses a change that a page of %j asks for', (origin) => {
  expect(own({ origin })).toBe(false)
})

it('says of what it refuses which headers it saw, and which setting makes the address known', () => {
  const headers = new Headers({
    host: '127.0.0.1:3000',
    origin: 'https://shop.example',
    'x-forwarded-host': 'inner.local',
  })
  expect(foreignOrigin(headers, {})).toBe(
    'This request comes from https://shop.example. Only this site’s own pages may change something ' +
      '(host: 127.0.0.1:3000, x-forwarded-host: inner.local). ' +
      'If https://shop.example is where you reach this site, set SITE_URL=https://shop.example and start the server again.',
  )
  const siteUrl = new URL('https://models.example')
  expect(foreignOrigin(headers, { siteUrl })).toContain('SITE_URL: https://models.example')
})

describe('the cookie is for https alone', () => {
  const isSecure = (headers: Record<string, string>, reach: Reach = {}) =>
    isSeenByHttps(new Request('http://127.0.0.1:3000/api/session', { headers }), reach)

  it('when the browser is on a page by https', () => {
    expect(isSecure({ origin: 'https://shop.example' })).toBe(true)
    expect(isSecure({ origin: 'http://localhost:3000' }, { siteUrl: new URL('https://shop.example') })).toBe(
      false,
    )
  })

  it('when the address that is set has it, or the proxy nearest to the reader says so', () => {
    expect(isSecure({}, { siteUrl: new URL('https://shop.example') })).toBe(true)
    expect(isSecure({ 'x-forwarded-proto': 'https' })).toBe(true)
    expect(isSecure({ 'x-forwarded-proto': 'HTTPS, http' })).toBe(true)
    expect(isSecure({ forwarded: 'proto=https;host=a, proto=http' })).toBe(true)
    expect(isSecure({ 'x-forwarded-proto': 'http, https' })).toBe(false)
    expect(isSecure({})).toBe(false)
  })
})
