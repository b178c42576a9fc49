import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveSite, type ServedSite } from '@/lib/benchmark/served-site'
import { MAX_BODY_BYTES } from '@/lib/http/bounds'
import { servedGallery } from '../serving/gallery'
import { ADMIN } from '../setup/npm-start'
import { expectOwnWords, send, textOf } from './raw-requests'

const gallery = await servedGallery()
let site: ServedSite

beforeAll(async () => {
  await gallery.add({ name: 'oak' }, { name: '50%' }, { name: 'a/b' })
  await gallery.publish({ oak: ['50%', 'a/b'] })
  site = await serveSite(gallery.dataDir, { variables: ADMIN })
})
afterAll(() => site.stop())

describe('whatever is asked', () => {
  const methods = [
    'GET',
    'GET',
    'GET',
    'HEAD',
    'POST',
    'PUT',
    'PATCH',
    'DELETE',
    'OPTIONS',
    'TRACE',
    'PROPFIND',
    'BREW',
  ]
  const part = fc.constantFrom(
    'api',
    'models',
    'admin',
    'thumbnails',
    '_next',
    'image',
    'static',
    'data',
    'oak',
    'similar',
    'runs',
    '1',
    'session',
    'index-runs',
    'crawls',
    'events',
    'health',
    'login',
    'about',
    '[uid]',
    '..',
    '.',
    '',
    '%2e%2e',
    '%E0%A4%A',
    '%00',
    '%FF',
    '%',
    '%2F',
    '%5C',
    '\\',
    '%25',
    '"<b>',
    "';--",
    'wp-login.php',
    '.env',
    'x.rsc',
    'at',
    'index',
    '_not-found',
    '_error',
    '500',
    '__nextjs_x',
    'ü',
    '日',
    '\u{1F409}',
    'a'.repeat(3000),
    'x y',
  )
  const anyPart = fc.oneof(
    { weight: 5, arbitrary: part },
    { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
  )
  const query = fc.constantFrom(
    '',
    '',
    '?',
    '?query=%E0%A4%A',
    '?%',
    '?limit=x',
    '?cursor=%00',
    '?query=a&query=b',
    '?_rsc',
    '?_rsc=1',
    '?a[]=1',
    '?__proto__=1',
    '?constructor=1',
    '?url=%2Fthumbnails%2Fx&w=64&q=75',
    `?query=${'%F0%9F%90%89'.repeat(100)}`,
  )
  const target = fc
    .tuple(fc.array(anyPart, { minLength: 1, maxLength: 4 }), query)
    .map(([parts, asked]) => Buffer.from(`/${parts.join('/')}${asked}`).toString('latin1'))
    // What ends a line, or the address, would make it another request.
    .map((text) => text.replaceAll(/[\r\n\0 ]/g, '+'))
  const header = fc.constantFrom(
    'RSC: 1',
    'Next-Router-State-Tree: garbage',
    'Next-Router-State-Tree: %5B%22%22%2C%7B%7D%5D',
    'Next-Url: %E0',
    'Next-Router-State-Tree: %5B%22%22%2C%7B%22a%22%3A%5B1%5D%7D%5D',
    'Next-Router-Prefetch: 1',
    'Next-Url: /x',
    'Next-Router-Segment-Prefetch: /_tree',
    'Next-Router-Segment-Prefetch: /../..',
    'Next-Action: abc',
    'x-nextjs-data: 1',
    'x-middleware-subrequest: middleware',
    'x-middleware-invoke: 1',
    'x-matched-path: /admin',
    'x-invoke-status: 500',
    'x-invoke-path: /500',
    'x-prerender-revalidate: x',
    'x-now-route-matches: 1=x',
    'Range: bytes=0-1',
    'Range: x',
    'If-None-Match: *',
    'If-None-Match: "x"',
    'If-Modified-Since: x',
    'If-Match: "x"',
    'Accept: application/json',
    'Accept: x;;q',
    'Accept-Encoding: x;;q',
    'Accept-Language: x',
    'X-Forwarded-Host: ]bad[',
    'X-Forwarded-Proto: javascript',
    'X-Forwarded-Port: x',
    'Forwarded: ;;;',
    'Via: x',
    'Cookie: rec-a-sketch-admin=%E0',
    'Cookie: =;%;',
    'Authorization: x',
    'Origin: null',
    'Sec-Fetch-Dest: image',
    'Content-Type: application/json',
    'Content-Type: multipart/form-data; boundary=x',
    'Content-Type: \\',
    'Expect: x',
    'Content-Type: application/x-www-form-urlencoded',
    'Upgrade: websocket',
    'Transfer-Encoding: x',
    'TE: trailers',
  )
  const bodies: Record<string, string> = {
    none: '',
    brace: '{',
    object: '{}',
    list: '[]',
    null: 'null',
    text: '"x"',
    number: '1e999',
    form: 'a=1',
    wrong: '{"password":1}',
    prototype: '{"__proto__":{"x":1}}',
    noText: '\xff\xfe',
    deep: '['.repeat(30_000),
    action: '--x\r\nContent-Disposition: form-data; name="$ACTION_ID_x"\r\n\r\n\r\n--x--',
    longest: 'x'.repeat(MAX_BODY_BYTES),
    tooLong: 'x'.repeat(MAX_BODY_BYTES + 1),
  }
  const body = fc.constantFrom('none', ...Object.keys(bodies))
  const asked = fc.record({
    method: fc.constantFrom(...methods),
    target,
    headers: fc.array(header, { maxLength: 3 }),
    body,
  })

  it('the answer is in our words, and never one of an error of the server', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(asked, { minLength: 10, maxLength: 10 }), async (requests) => {
        await Promise.all(
          requests.map(async ({ body, ...request }) => {
            const whole = { ...request, body: bodies[body] ?? '' }
            expectOwnWords(whole, await send(site.origin, textOf(whole)))
          }),
        )
      }),
      { numRuns: 40, seed: 10, endOnFailure: true },
    )
    expect((await fetch(`${site.origin}/api/health`)).status).toBe(200)
  })
})

it('what was found to fail before is answered as it should be', async () => {
  const cases: [string, string, string[], number][] = [
    ['GET', '/models/%E0%A4%A', [], 400],
    ['GET', '/api/models/%E0%A4%A', [], 400],
    ['GET', '/thumbnails/%FF', [], 400],
    ['GET', '/admin/runs/%E0', [], 400],
    ['TRACE', '/api/health', [], 405],
    ['POST', '/models/oak', [], 405],
    ['POST', '/', ['Next-Action: abc'], 405],
    ['HEAD', '/api/session', [], 405],
    ['GET', '/', ['Next-Router-State-Tree: garbage'], 400],
    ['GET', '/_global-error', [], 404],
    ['GET', '/nowhere', ['Sec-Fetch-Dest: image'], 404],
    ['GET', '/nowhere', ['If-None-Match: *'], 404],
    ['GET', '/_next/static/nothing.js', [], 404],
    ['GET', '/thumbnails', [], 404],
    ['GET', '/models/nobody', [], 404],
  ]
  for (const [method, target, headers, status] of cases) {
    const request = { method, target, headers, body: '' }
    const answer = await send(site.origin, textOf(request))
    expect(answer.status, `${method} ${target}`).toBe(status)
    expectOwnWords(request, answer)
  }
})

it('a page that is not there has the look of the site, without scripts too', async () => {
  const { body } = await send(
    site.origin,
    textOf({ method: 'GET', target: '/models/nobody', headers: [], body: '' }),
  )
  expect(body).toMatch(/<link rel="stylesheet"[^]*<header[^]*<h1[^>]*>No such model<[^]*<footer/)
  expect(body).not.toContain('<script')
})
