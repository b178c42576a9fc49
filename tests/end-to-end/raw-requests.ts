import { connect } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { expect } from 'vitest'

/** What a request was answered with. */
export type Answer = { status: number; headers: Headers; body: string }

/** Sends a request exactly as it stands. */
export async function send(origin: string, text: string): Promise<Answer> {
  const { hostname, port } = new URL(origin)
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

export type Asked = { method: string; target: string; headers: readonly string[]; body: string }

export function textOf({ method, target, headers, body }: Asked): string {
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body, 'latin1')}`]
  const lines = [`${method} ${target} HTTP/1.1`, 'Host: site', 'Connection: close', ...length, ...headers]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}

const LEAKS = /Internal Server Error|\n {4}at |node_modules|NEXT_|Server Action|__next_error__|next-error-h1/

/** Whatever was asked: an answer in this product's words and the form that its reader expects. */
export function expectOwnWords({ method, target }: Asked, { status, headers, body }: Answer): void {
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
