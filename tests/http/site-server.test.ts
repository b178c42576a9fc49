import { once } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { MAX_ADDRESS_LENGTH, MAX_BODY_BYTES, MAX_HEADER_BYTES } from '@/lib/http/bounds'
import { errorAnswerer } from '@/lib/http/error-answer'
import { siteServer, type SiteServerOptions } from '@/lib/http/site-server'
import type { Reach } from '@/lib/http/site-origin'

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** What stands behind the server: it takes note of what it gets, and answers as a test wants it to. */
let handle: Handle
let seen: { url?: string; forwardedFor?: string }[]

beforeEach(() => {
  seen = []
  handle = async (_, response) => void response.setHeader('content-type', 'text/html').end('<p>fine')
})

async function serve(
  reach: Reach = {},
  more: Partial<SiteServerOptions> = {},
): Promise<{ port: number; server: Server }> {
  const server = siteServer({
    handle: (request, response) => {
      seen.push({ url: request.url, forwardedFor: String(request.headers['x-forwarded-for']) })
      return handle(request, response)
    },
    errorAnswer: errorAnswerer(path.join('nowhere', 'at-all.html')),
    findTrouble: () => null,
    reach,
    ...more,
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error(`Listening on ${address}`)
  return { port: address.port, server }
}

/** Sends bytes as they are, and reads what comes back until the answer is complete or the other end closes. */
async function exchange(port: number, text: string, isHeadAlone = false): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(text)
  let answer = ''
  for await (const chunk of socket) {
    answer += chunk
    const [head = '', body] = answer.split(/\r\n\r\n([^]*)/)
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
    if (isHeadAlone && body !== undefined) break
    if (body !== undefined && length !== undefined && Buffer.byteLength(body) >= Number(length)) break
  }
  return answer
}

const get = (target: string, more = '') =>
  `GET ${target} HTTP/1.1\r\nHost: site\r\nConnection: close\r\n${more}\r\n`
const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1])

function expectPage(answer: string, status: number) {
  expect({ status: statusOf(answer), answer }).toMatchObject({
    status,
    answer: expect.stringMatching(
      /\r\ncontent-type: text\/html; charset=utf-8\r\n[^]*Rec-a-Sketch<\/title>/i,
    ),
  })
  expect(answer).toMatch(/\r\ncache-control: no-store\r\n/)
  expect(answer).toMatch(/\r\ncontent-security-policy: default-src 'self'/i)
}

function expectProblem(answer: string, status: number): string {
  expect({ status: statusOf(answer), answer }).toMatchObject({
    status,
    answer: expect.stringMatching(/\r\ncontent-type: application\/problem\+json\r\n/),
  })
  expect(answer).toMatch(/\r\ncache-control: no-store\r\n/)
  const problem = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4))
  expect(problem).toMatchObject({ type: 'about:blank', status, title: expect.any(String) })
  return problem.detail
}

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
    expect(seen).toEqual([])
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
    expect(seen).toEqual([])
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
    expect(seen.map(({ forwardedFor }) => forwardedFor)).toEqual(['127.0.0.1', '203.0.113.9'])
  })
})

describe('a body', () => {
  const post = (target: string, headers: string) =>
    `POST ${target} HTTP/1.1\r\nHost: site\r\nContent-Type: application/json\r\n${headers}\r\n`

  /** Sends a body without end for as long as it is taken. Resolves to the answer, and how much was taken by then. */
  async function flood(port: number, head: string, chunk: string): Promise<{ answer: string; sent: number }> {
    const socket = connect(port, '127.0.0.1')
    const answer = buffer(socket)
    let isOpen = true
    socket.on('close', () => (isOpen = false)).on('error', () => (isOpen = false))
    socket.write(head)
    while (isOpen && socket.bytesRead === 0) {
      if (!socket.write(chunk))
        await Promise.race([once(socket, 'drain'), once(socket, 'close'), once(socket, 'data')])
    }
    const sent = socket.bytesWritten
    socket.end()
    return { answer: (await answer).toString(), sent }
  }

  it('that says it is too long is refused before anything of it is read, wherever it goes', async () => {
    const { port } = await serve()
    for (const target of ['/api/session', '/api/nowhere']) {
      const answer = await exchange(port, post(target, `Content-Length: ${400 * 2 ** 20}\r\n`))
      expect(expectProblem(answer, 413)).toBe(
        `The body has 419430400 bytes; ${MAX_BODY_BYTES} bytes are read.`,
      )
      expect(answer).toMatch(/\r\nconnection: close\r\n/i)
    }
    expectPage(await exchange(port, get('/', `Content-Length: ${MAX_BODY_BYTES + 1}\r\n`)), 413)
    const expecting = await exchange(
      port,
      post('/api/session', 'Content-Length: 999999\r\nExpect: 100-continue\r\n'),
    )
    expect(statusOf(expecting)).toBe(413)
    expect(seen).toEqual([])
  })

  it('in chunks is refused at the first byte too many, and no more of it is handed on or kept', async () => {
    let handedOn = 0
    let isAborted = false
    handle = async (request, response) => {
      try {
        for await (const chunk of request) handedOn += chunk.length
      } catch {
        isAborted = true
      }
      // What it says now is too late.
      response.setHeader('x', 'y')
      response.statusCode = 500
      response.end('too late')
    }
    const { port } = await serve()
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`
    const { answer } = await flood(
      port,
      post('/api/session', 'Transfer-Encoding: chunked\r\n'),
      chunk.repeat(8),
    )
    expect(expectProblem(answer, 413)).toContain(`${MAX_BODY_BYTES} bytes are read`)
    expect(answer).not.toContain('too late')
    await expect.poll(() => isAborted).toBe(true)
    expect(handedOn).toBeLessThanOrEqual(MAX_BODY_BYTES)
  })

  it('within the bound arrives as it was sent', async () => {
    const bodies: string[] = []
    handle = async (request, response) => {
      bodies.push((await buffer(request)).toString())
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    }
    const { port } = await serve()
    const whole = 'x'.repeat(MAX_BODY_BYTES)
    const head = post('/api/session', `Content-Length: ${MAX_BODY_BYTES}\r\nConnection: close\r\n`)
    expect(statusOf(await exchange(port, head + whole))).toBe(200)
    const chunked = post('/api/session', 'Transfer-Encoding: chunked\r\nConnection: close\r\n')
    expect(statusOf(await exchange(port, `${chunked}3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n`))).toBe(200)
    expect(bodies).toEqual([whole, 'abcde'])
  })

  it('that breaks off or is no body gets an answer as far as anybody is there to read it', async () => {
    handle = async (request, response) => {
      await buffer(request)
      response.end('{}')
    }
    const { port } = await serve()
    const broken = await exchange(port, `${post('/api/session', 'Transfer-Encoding: chunked\r\n')}zz\r\nabc`)
    expectProblem(broken, 400)
  })

  it('that comes too slowly, and headers that do, are ended', async () => {
    const { port, server } = await serve()
    expect(server).toMatchObject({ headersTimeout: 10_000, requestTimeout: 30_000, maxConnections: 1000 })
    server.headersTimeout = 50
    server.requestTimeout = 50
    expectPage(await exchange(port, 'GET / HTTP/1.1\r\nHost: si'), 408)
    handle = async (request, response) => {
      await buffer(request).catch(() => undefined)
      response.end('{}')
    }
    const slow = await exchange(port, `${post('/api/session', 'Content-Length: 10\r\n')}abc`)
    expect(expectProblem(slow, 408)).toContain('did not arrive within')
  })
})

describe('what the framework says in its own words', () => {
  const bare = (status: number, type: string | null, headers: Record<string, string> = {}): Handle => {
    return async (_, response) => {
      response.statusCode = status
      if (type) response.setHeader('content-type', type)
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
      response.write('Internal ')
      response.end('Server Error')
    }
  }

  it.each([
    [500, 'text/plain'],
    [500, 'text/html; charset=utf-8'],
    [404, 'text/plain; charset=utf-8'],
    [405, null],
    [400, null],
    [409, 'text/plain'],
    [416, 'text/html'],
    [503, 'text/plain'],
  ])('with status %i as %s is said in ours', async (status, type) => {
    const { port } = await serve()
    handle = bare(status, type, { etag: '"x"', 'content-encoding': 'gzip', allow: 'GET' })
    const page = await exchange(port, get('/x'))
    expectPage(page, status)
    expect(page).not.toMatch(/Internal Server Error<|Internal Server Error$|\r\netag|\r\ncontent-encoding/i)
    expect(page).toContain('allow: GET')
    expectProblem(await exchange(port, get('/api/x')), status)
  })

  it('and what it throws, too', async () => {
    const { port } = await serve()
    const said = vi.mocked(console.error).mockImplementation(() => undefined)
    handle = () => Promise.reject(new Error('of the framework'))
    expectPage(await exchange(port, get('/x')), 500)
    expect(said).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ message: 'of the framework' }))
    said.mockClear()
  })

  it('is told as what keeps pages from being made, when something does', async () => {
    const trouble = { status: 503, detail: 'The database is away.', headers: { 'retry-after': '60' } }
    const { port } = await serve({}, { findTrouble: () => trouble })
    handle = bare(500, 'text/html')
    const page = await exchange(port, get('/models/oak'))
    expectPage(page, 503)
    expect(page).toMatch(/The database is away\.[^]*/)
    expect(page).toContain('retry-after: 60')
  })

  it('is left alone where it is ours: problem details, parts of pages, what is well', async () => {
    const { port } = await serve()
    for (const [status, type] of [
      [404, 'application/problem+json'],
      [404, 'text/x-component'],
      [401, 'text/html'],
      [200, 'text/plain'],
      [307, 'text/plain'],
    ] as const) {
      handle = bare(status, type)
      const answer = await exchange(port, get('/x'))
      expect(statusOf(answer)).toBe(status)
      expect(answer).toContain('Internal ')
    }
  })

  it('of a model that is not there is said as such', async () => {
    const { port } = await serve()
    handle = bare(404, 'text/html')
    expect(await exchange(port, get('/models/nobody'))).toContain('<h1>No such model</h1>')
    expect(await exchange(port, get('/nobody'))).toContain('<h1>Nothing here</h1>')
  })
})

describe('what is behind the password', () => {
  it.each([
    '/admin',
    '/admin/login',
    '/admin/runs/1',
    '/api/index-runs',
    '/api/crawls/1/log',
    '/api/audit-entries',
  ])('%s is kept by no cache', async (target) => {
    const { port } = await serve()
    handle = async (_, response) =>
      void response
        .writeHead(200, { 'cache-control': 'public, max-age=60', 'content-type': 'text/html' })
        .end('x')
    // As the framework's compression does it.
    const answer = await exchange(port, get(target))
    expect(answer).toMatch(/\r\ncache-control: no-store\r\n/)
    expect(answer).not.toContain('max-age')
  })
})

describe('a model’s page', () => {
  const asked = async (reach: Reach, headers: string, target = '/models/oak?x=1') => {
    await exchange((await serve(reach)).port, get(target, headers))
    return seen.at(-1)?.url
  }
  const proxied = 'X-Forwarded-Host: Shop.Example:443\r\nX-Forwarded-Proto: https\r\n'
  const siteUrl = new URL('https://models.example')

  it('is made for the address that a trusted proxy names, and for no other one', async () => {
    expect(await asked({ trustProxy: true }, proxied)).toBe('/at/https%3A%2F%2Fshop.example/models/oak?x=1')
    expect(await asked({}, proxied)).toBe('/models/oak?x=1')
    expect(await asked({ trustProxy: true, siteUrl }, proxied)).toBe('/models/oak?x=1')
    expect(await asked({ trustProxy: true }, proxied, '/about')).toBe('/about')
    expect(await asked({ trustProxy: true }, `${proxied}RSC: 1\r\n`)).toBe('/models/oak?x=1')
    expect(await asked({ trustProxy: true }, 'X-Forwarded-Host: "><script>\r\n')).toBe('/models/oak?x=1')
  })
})

it('a connection more than allowed is closed', async () => {
  const { port, server } = await serve()
  server.maxConnections = 2
  const open: Socket[] = []
  for (let count = 0; count < 3; count++) {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    open.push(socket)
  }
  await once(open[2] ?? expect.fail('no third'), 'close')
  open[0]?.end(get('/'))
  expect(statusOf((await buffer(open[0] ?? expect.fail('no first'))).toString())).toBe(200)
})
