import { once } from 'node:events'
import { connect } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { MAX_BODY_BYTES } from '@/lib/http/bounds'
import { behind, exchange, expectPage, expectProblem, get, serve, statusOf } from './server-fixture'

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
    expect(behind.seen).toEqual([])
  })

  it('in chunks is refused at the first byte too many, and no more of it is handed on or kept', async () => {
    let handedOn = 0
    let isAborted = false
    behind.handle = async (request, response) => {
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
    behind.handle = async (request, response) => {
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
    behind.handle = async (request, response) => {
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
    behind.handle = async (request, response) => {
      await buffer(request).catch(() => undefined)
      response.end('{}')
    }
    const slow = await exchange(port, `${post('/api/session', 'Content-Length: 10\r\n')}abc`)
    expect(expectProblem(slow, 408)).toContain('did not arrive within')
  })
})
