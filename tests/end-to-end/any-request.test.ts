import { copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveSite, type ServedSite } from '@/lib/benchmark/served-site'
import { openConnection } from '@/lib/db/connection'
import { MAX_BODY_BYTES } from '@/lib/http/bounds'
import { servedGallery } from '../serving/gallery'
import { ADMIN } from '../setup/npm-start'

/** Uids that are easily taken for something else on their way through an address. */
const UIDS = ['oak', '50%', '50%25', 'a/b', 'a%20b', 'x?y#z', 'c\\d', 'ünï', '日本', '&amp;"<b>']

const gallery = servedGallery()
let site: ServedSite

beforeAll(async () => {
  await gallery.add(...UIDS.map((name) => ({ name })))
  await gallery.publish({ oak: ['50%', 'a/b'] })
  site = await serveSite(gallery.dataDir, { variables: ADMIN })
})
afterAll(() => site.stop())

/** What a request was answered with. */
type Answer = { status: number; headers: Headers; body: string }

/** Sends a request exactly as it stands. */
async function send(text: string): Promise<Answer> {
  const { hostname, port } = new URL(site.origin)
  const socket = connect(Number(port), hostname)
  socket.write(text, 'latin1')
  const received = (await buffer(socket)).toString('utf8')
  const [head = '', body = ''] = received.split(/\r\n\r\n([^]*)/)
  const [first = '', ...lines] = head.split('\r\n')
  const headers = new Headers(
    lines.map((line): [string, string] => [
      line.slice(0, line.indexOf(':')),
      line.slice(line.indexOf(':') + 1),
    ]),
  )
  const isChunked = headers.get('transfer-encoding') === 'chunked'
  return { status: Number(first.split(' ')[1]), headers, body: isChunked ? joined(body) : body }
}

/** The body that was sent in these chunks; of text in one of them, bytes and characters are told apart by nobody here. */
function joined(chunks: string): string {
  return chunks.replaceAll(/(^|\r\n)[0-9a-f]+\r\n/gi, '').trimEnd()
}

type Asked = { method: string; target: string; headers: readonly string[]; body: string }

function textOf({ method, target, headers, body }: Asked): string {
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body, 'latin1')}`]
  const lines = [`${method} ${target} HTTP/1.1`, 'Host: site', 'Connection: close', ...length, ...headers]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}

const LEAKS = /Internal Server Error|\n {4}at |node_modules|NEXT_|Server Action|__next_error__|next-error-h1/

/** Whatever was asked: an answer in this product's words and the form that its reader expects. */
function expectOwnWords({ method, target }: Asked, { status, headers, body }: Answer): void {
  const type = headers.get('content-type') ?? ''
  expect(status, 'a status').toBeGreaterThanOrEqual(200)
  expect(status < 500 || status === 503, `status ${status}`).toBe(true)
  if (status < 400) return
  expect(type).toMatch(/^(application\/problem\+json|text\/html; charset=utf-8|text\/x-component)$/)
  // Where dots lead is another path.
  const isForPrograms =
    /^\/(api|thumbnails)(\/|\?|$)/.test(target) && !/\/(\.|%2e){1,2}(\/|\?|$)/i.test(target)
  if (isForPrograms) expect(type).toBe('application/problem+json')
  if (!type.startsWith('text/x-component')) expect(headers.get('cache-control')).toBe('no-store')
  if (status === 405) expect(headers.get('allow')).toMatch(/[A-Z]/)
  if (method === 'HEAD') return expect(body).toBe('')
  expect(body).not.toMatch(LEAKS)
  if (type === 'application/problem+json') {
    expect(JSON.parse(body)).toMatchObject({
      type: 'about:blank',
      status,
      detail: expect.stringMatching(/\w/),
    })
  }
  if (type.startsWith('text/html')) expect(body).toMatch(/<title>[^<]+ · Rec-a-Sketch<\/title>[^]*<h1/)
}

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
    ...[
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
    ],
    ...[
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
    ],
    ...[
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
    ],
    ...[
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
    ],
  )
  const anyPart = fc.oneof(
    { weight: 5, arbitrary: part },
    { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
  )
  const query = fc.constantFrom(
    ...[
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
    ],
    ...[
      '?__proto__=1',
      '?constructor=1',
      '?url=%2Fthumbnails%2Fx&w=64&q=75',
      `?query=${'%F0%9F%90%89'.repeat(100)}`,
    ],
  )
  const target = fc
    .tuple(fc.array(anyPart, { minLength: 1, maxLength: 4 }), query)
    .map(([parts, asked]) => Buffer.from(`/${parts.join('/')}${asked}`).toString('latin1'))
    // What ends a line, or the address, would make it another request.
    .map((text) => text.replaceAll(/[\r\n\0 ]/g, '+'))
  const header = fc.constantFrom(
    ...[
      'RSC: 1',
      'Next-Router-State-Tree: garbage',
      'Next-Router-State-Tree: %5B%22%22%2C%7B%7D%5D',
      'Next-Url: %E0',
    ],
    ...[
      'Next-Router-State-Tree: %5B%22%22%2C%7B%22a%22%3A%5B1%5D%7D%5D',
      'Next-Router-Prefetch: 1',
      'Next-Url: /x',
    ],
    ...['Next-Router-Segment-Prefetch: /_tree', 'Next-Router-Segment-Prefetch: /../..', 'Next-Action: abc'],
    ...[
      'x-nextjs-data: 1',
      'x-middleware-subrequest: middleware',
      'x-middleware-invoke: 1',
      'x-matched-path: /admin',
    ],
    ...[
      'x-invoke-status: 500',
      'x-invoke-path: /500',
      'x-prerender-revalidate: x',
      'x-now-route-matches: 1=x',
    ],
    ...[
      'Range: bytes=0-1',
      'Range: x',
      'If-None-Match: *',
      'If-None-Match: "x"',
      'If-Modified-Since: x',
      'If-Match: "x"',
    ],
    ...['Accept: application/json', 'Accept: x;;q', 'Accept-Encoding: x;;q', 'Accept-Language: x'],
    ...[
      'X-Forwarded-Host: ]bad[',
      'X-Forwarded-Proto: javascript',
      'X-Forwarded-Port: x',
      'Forwarded: ;;;',
      'Via: x',
    ],
    ...[
      'Cookie: rec-a-sketch-admin=%E0',
      'Cookie: =;%;',
      'Authorization: x',
      'Origin: null',
      'Sec-Fetch-Dest: image',
    ],
    ...[
      'Content-Type: application/json',
      'Content-Type: multipart/form-data; boundary=x',
      'Content-Type: \\',
      'Expect: x',
    ],
    ...[
      'Content-Type: application/x-www-form-urlencoded',
      'Upgrade: websocket',
      'Transfer-Encoding: x',
      'TE: trailers',
    ],
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
            expectOwnWords(whole, await send(textOf(whole)))
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
    const answer = await send(textOf(request))
    expect(answer.status, `${method} ${target}`).toBe(status)
    expectOwnWords(request, answer)
  }
})

it('a page that is not there has the look of the site, without scripts too', async () => {
  const { body } = await send(textOf({ method: 'GET', target: '/models/nobody', headers: [], body: '' }))
  expect(body).toMatch(/<link rel="stylesheet"[^]*<header[^]*<h1[^>]*>No such model<[^]*<footer/)
  expect(body).not.toContain('<script')
})

it.each(UIDS)('the page of %j has its title, heading and picture', async (uid) => {
  const address = `${site.origin}/models/${encodeURIComponent(uid)}`
  const html = await (await fetch(address)).text()
  const escaped = uid
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
  expect(html).toContain(`<title>${escaped} · Rec-a-Sketch</title>`)
  expect(/<h1[^>]*>(?:<bdi>)?([^<]*)</.exec(html)?.[1]).toBe(
    escaped.replaceAll('&quot;', '"').replaceAll('"', '&quot;'),
  )
  expect(html).toMatch(/<meta property="og:image" content="\/thumbnails\/[0-9a-f]{64}"/)
  const similar = await (await fetch(`${site.origin}/api/models/${encodeURIComponent(uid)}/similar`)).json()
  expect(similar).toMatchObject({ model: { uid } })
})

it('the framework’s optimizer of images is closed', async () => {
  const { models } = await (await fetch(`${site.origin}/api/models?limit=1`)).json()
  const url = encodeURIComponent(models[0].thumbnailUrl)
  for (const target of ['/_next/image', '/x/../_next/image', '/_next/%69mage', '/_next/image/']) {
    const request = { method: 'GET', target: `${target}?url=${url}&w=64&q=75`, headers: [], body: '' }
    const answer = await send(textOf(request))
    expect([308, 404]).toContain(answer.status)
    expect(answer.headers.get('content-type') ?? '').not.toContain('image')
  }
})

it('nothing behind the password is kept by a cache: pages, ways to the login, answers, errors', async () => {
  const login = await fetch(`${site.origin}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ password: ADMIN.ADMIN_PASSWORD }),
  })
  const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? ''
  const addresses = [
    '/admin',
    '/admin/login',
    '/admin/runs',
    '/admin/runs/999',
    '/admin/nowhere',
    '/api/index-runs',
    '/api/index-runs/1',
    '/api/index-runs/999',
    '/api/index-runs/1/log',
    '/api/audit-entries',
    '/api/crawls',
    '/api/index-runs/1/events',
  ]
  for (const address of addresses) {
    for (const headers of [new Headers(), new Headers({ cookie })]) {
      const answer = await fetch(`${site.origin}${address}`, { headers, redirect: 'manual' })
      await answer.body?.cancel()
      expect(answer.headers.get('cache-control'), address).toMatch(/^no-store(, no-transform)?$/)
    }
  }
})

describe('the picture that other sites show of a page', () => {
  const imageOf = async (origin: string, headers: Record<string, string> = {}) => {
    const html = await (await fetch(`${origin}/models/oak`, { headers })).text()
    return /<meta property="og:image" content="([^"]*)"/.exec(html)?.[1]?.replace(/[0-9a-f]{64}$/, 'HASH')
  }
  const proxied = (host: string) => ({ 'x-forwarded-host': host, 'x-forwarded-proto': 'https' })

  it('is named by the address that is set', async () => {
    const named = await serveSite(gallery.dataDir, {
      variables: { ...ADMIN, SITE_URL: 'https://models.example', TRUST_PROXY: 'true' },
    })
    try {
      expect(await imageOf(named.origin)).toBe('https://models.example/thumbnails/HASH')
      expect(await imageOf(named.origin, proxied('other.example'))).toBe(
        'https://models.example/thumbnails/HASH',
      )
      const document = await (await fetch(`${named.origin}/api/openapi.json`)).json()
      expect(document.servers).toEqual([{ url: 'https://models.example' }])
    } finally {
      await named.stop()
    }
  })

  it('is named by the address that a trusted proxy names, for each one its own, however they mingle', async () => {
    const trusting = await serveSite(gallery.dataDir, { variables: { ...ADMIN, TRUST_PROXY: 'true' } })
    try {
      const hosts = ['one.example', 'two.example', 'three.example:8443']
      const asked = [...hosts, ...hosts, ...hosts.toReversed()]
      const images = await Promise.all(asked.map((host) => imageOf(trusting.origin, proxied(host))))
      expect(images).toEqual(asked.map((host) => `https://${host}/thumbnails/HASH`))
      const answer = await fetch(`${trusting.origin}/models/oak`, { headers: proxied('one.example') })
      expect(answer.headers.get('cache-control')).toBe('public, max-age=0, must-revalidate')
      const missing = await fetch(`${trusting.origin}/models/nobody`, { headers: proxied('one.example') })
      expect(missing.status).toBe(404)
      expect(await missing.text()).toMatch(/<h1[^>]*>No such model</)
    } finally {
      await trusting.stop()
    }
  })

  it('else stands by its path, whoever asks', async () => {
    expect(await imageOf(site.origin, proxied('evil.example'))).toBe('/thumbnails/HASH')
    expect((await fetch(`${site.origin}/at/https%3A%2F%2Fevil.example/models/oak`)).status).toBe(404)
  })
})

it('while the database is damaged, pages and the API say so; once it is well again, so are they', async () => {
  const databaseFile = path.join(gallery.dataDir, 'rec-a-sketch.db')
  const backup = path.join(gallery.dataDir, 'backup.db')
  const connection = openConnection(databaseFile)
  await connection.backup(backup)
  connection.close()
  const pages = ['/', '/models/oak', '/models/a%2Fb', '/?query=oak', '/admin/login']
  const statuses = () => Promise.all(pages.map(async (page) => (await fetch(`${site.origin}${page}`)).status))
  const replace = (file: string) => {
    for (const beside of ['-wal', '-shm']) rmSync(`${databaseFile}${beside}`, { force: true })
    renameSync(file, databaseFile)
  }
  await statuses()

  const garbage = path.join(gallery.dataDir, 'garbage.db')
  writeFileSync(garbage, 'This is no database. '.repeat(1000))
  replace(garbage)
  await expect
    .poll(async () => (await fetch(`${site.origin}/api/health`)).status, { timeout: 30_000 })
    .toBe(503)
  for (const page of ['/', '/models/oak', '/models/50%25']) {
    const request = { method: 'GET', target: page, headers: [], body: '' }
    const answer = await send(textOf(request))
    expect(answer.status, page).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('60')
    expect(answer.body).toContain('The database is damaged')
    expectOwnWords(request, answer)
  }
  // What needs no database goes on.
  expect((await fetch(`${site.origin}/about`)).status).toBe(200)

  copyFileSync(backup, `${backup}.copy`)
  replace(`${backup}.copy`)
  await expect.poll(statuses, { timeout: 30_000 }).toEqual([200, 200, 200, 200, 200])
  expect((await fetch(`${site.origin}/api/health`)).status).toBe(200)
})
