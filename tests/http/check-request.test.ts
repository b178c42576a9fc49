import { describe, expect, it } from 'vitest'
import { MAX_ADDRESS_LENGTH, MAX_HEADER_BYTES } from '@/lib/http/bounds'
import { behind, exchange, expectPage, expectProblem, get, serve, statusOf } from './server-fixture'

describe('an address that cannot be answered', () => {
  it.each([
    ['/models/%E0%A4%A', 400],
    ['/models/%00', 400],
    ['/%', 400],
    ['/admin/runs/%FF', 400],
    ['/_next/image?url=%2Fthumbnails%2Fx&w=64&q=75', 404],
    ['/x/../_next/image?url=x', 404],
    ['/%2e%2e/_next/%69mage', 404],
    ['/_next/data/x/y.json', 404],
    ['/__nextjs_original-stack-frame', 404],
    ['/at/https%3A%2F%2Fevil.example/models/oak', 404],
    ['ftp://elsewhere/x', 400],
  ])('%j is refused with a page, status %i, and goes no further', async (target, status) => {
    const { port } = await serve()
    expectPage(await exchange(port, get(target)), status)
    expect(behind.seen).toEqual([])
  })

  it('is refused when it is longer than is read', async () => {
    const { port } = await serve()
    expectPage(await exchange(port, get(`/${'a'.repeat(MAX_ADDRESS_LENGTH)}`)), 414)
    expectProblem(await exchange(port, get(`/api/models?query=${'a'.repeat(MAX_ADDRESS_LENGTH)}`)), 414)
    expect(statusOf(await exchange(port, get(`/${'a'.repeat(MAX_ADDRESS_LENGTH - 1)}`)))).toBe(200)
  })

  it('is refused with problem details where programs read, and where JSON is asked for', async () => {
    const { port } = await serve()
    for (const target of ['/api/models/%E0%A4%A', '/thumbnails/%FF']) {
      expect(expectProblem(await exchange(port, get(target)), 400)).toContain('%25')
    }
    expectProblem(await exchange(port, get('/%', 'Accept: application/json\r\n')), 400)
  })

  it('says what was wrong with it without repeating markup', async () => {
    const { port } = await serve()
    const answer = await exchange(port, `<script> / HTTP/1.1\r\nHost: site\r\n\r\n`)
    expectPage(answer, 405)
    expect(
      expectProblem(
        await exchange(port, get('/api/x', 'Host: "<script>"\r\n').replace('Host: site\r\n', '')),
        400,
      ),
    ).toContain('<script>')
    expect(
      await exchange(port, get('/', 'Host: "<script>"\r\n').replace('Host: site\r\n', '')),
    ).not.toContain('<script>')
  })
})

describe('a method', () => {
  it('that does nothing at an address is refused, and those that do are named', async () => {
    const { port } = await serve()
    const cases: [string, string, string][] = [
      ['POST', '/', 'GET, HEAD, OPTIONS'],
      ['DELETE', '/models/oak', 'GET, HEAD, OPTIONS'],
      ['TRACE', '/about', 'GET, HEAD, OPTIONS'],
      ['PROPFIND', '/nowhere', 'GET, HEAD, OPTIONS'],
    ]
    for (const [method, target, allowed] of cases) {
      const answer = await exchange(port, get(target).replace('GET', method))
      expectPage(answer, 405)
      expect(answer).toContain(`\r\nallow: ${allowed}\r\n`)
    }
    for (const [method, target, allowed] of [
      ['PUT', '/api/models', 'GET, HEAD, OPTIONS'],
      ['GET', '/api/session', 'OPTIONS, POST, DELETE'],
      ['POST', '/api/index-runs/7', 'GET, HEAD, OPTIONS, PATCH, DELETE'],
      ['PATCH', '/api/index-runs/estimate', 'GET, HEAD, OPTIONS'],
      ['DELETE', `/thumbnails/${'0'.repeat(64)}`, 'GET, HEAD, OPTIONS'],
    ] as const) {
      const answer = await exchange(port, get(target).replace('GET', method))
      expect(expectProblem(answer, 405)).toContain(method)
      expect(answer).toContain(`\r\nallow: ${allowed}\r\n`)
    }
    expect(behind.seen).toEqual([])
  })

  it('OPTIONS is answered everywhere', async () => {
    const { port } = await serve()
    for (const target of ['/', '/api/session', '*']) {
      const answer = await exchange(port, get(target).replace('GET', 'OPTIONS'))
      expect(statusOf(answer)).toBe(204)
      expect(answer).toMatch(/\r\nallow: .*OPTIONS/)
    }
  })

  it('CONNECT and what is none are refused', async () => {
    const { port } = await serve()
    expect(
      statusOf(await exchange(port, 'CONNECT elsewhere:443 HTTP/1.1\r\nHost: elsewhere:443\r\n\r\n')),
    ).toBe(405)
    expectPage(await exchange(port, 'BREW /pot HTTP/1.1\r\nHost: site\r\n\r\n'), 405)
    expectProblem(await exchange(port, 'BREW /api/pot HTTP/1.1\r\nHost: site\r\n\r\n'), 405)
  })
})

describe('headers', () => {
  it.each([
    ['Next-Router-State-Tree: garbage\r\n'],
    ['Next-Router-State-Tree: %5B%22%22%2C%7B%7D%2C1%5D\r\n'],
    ['Next-Router-State-Tree: %E0\r\n'],
    ['Next-Url: %E0\r\n'],
    ['Next-Router-Segment-Prefetch: /../..\r\n'],
    ['Transfer-Encoding: nonsense\r\n'],
    ['Content-Length: -1\r\n'],
    ['Content-Length: 1\r\nContent-Length: 2\r\n'],
    ['no header at all\r\n'],
  ])('that the framework would fail on are refused: %j', async (header) => {
    const { port } = await serve()
    expectPage(await exchange(port, get('/', header)), 400)
  })

  it('that are wrong are refused without a body where none is asked for', async () => {
    const { port } = await serve()
    for (const header of [
      'Transfer-Encoding: nonsense\r\n',
      'no header at all\r\n',
      'Content-Length: 999999\r\n',
    ]) {
      const [head = '', body] = (await exchange(port, get('/', header).replace('GET', 'HEAD'), true)).split(
        '\r\n\r\n',
      )
      expect([400, 413]).toContain(statusOf(head))
      expect(body).toBe('')
    }
  })

  it('that the framework’s own pages send are let through', async () => {
    const { port } = await serve()
    const tree = encodeURIComponent(JSON.stringify(['', { children: ['__PAGE__', {}] }, null, null, 16]))
    const own = `RSC: 1\r\nNext-Router-State-Tree: ${tree}\r\nNext-Url: /models/50%25\r\nNext-Router-Segment-Prefetch: /_tree\r\n`
    expect(statusOf(await exchange(port, get('/?_rsc=1', own)))).toBe(200)
  })

  it.each(['', 'a b', ']bad[', 'a/b', 'a@b', 'site:99999'])(
    'Host has to name a host, which %j does not',
    async (host) => {
      const { port } = await serve()
      expectPage(await exchange(port, `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`), 400)
    },
  )

  it('without Host, and an expectation that nothing meets, are refused', async () => {
    const { port } = await serve()
    expectPage(await exchange(port, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'), 400)
    expectPage(await exchange(port, get('/', 'Expect: miracles\r\n')), 417)
  })

  it('beyond what is read are refused', async () => {
    const { port } = await serve()
    expectPage(await exchange(port, get('/', `X: ${'x'.repeat(MAX_HEADER_BYTES)}\r\n`)), 431)
  })

  it('of a web socket get the page like any other', async () => {
    const { port } = await serve()
    const upgrade = 'GET / HTTP/1.1\r\nHost: site\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n'
    expect(statusOf(await exchange(port, upgrade))).toBe(200)
  })

  it('name the client that is connected, whatever it says itself', async () => {
    const forged = get('/', 'X-Forwarded-For: 203.0.113.9\r\n')
    await exchange((await serve()).port, forged)
    await exchange((await serve({ trustProxy: true })).port, forged)
    expect(behind.seen.map(({ forwardedFor }) => forwardedFor)).toEqual(['127.0.0.1', '203.0.113.9'])
  })
})
