import { once } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { connect } from 'node:net'
import path from 'node:path'
import { beforeEach, expect, onTestFinished } from 'vitest'
import { addresses } from '@/lib/admin/endpoints'
import { errorAnswerer } from '@/lib/http/error-answer'
import { siteServer, type SiteServerOptions } from '@/lib/http/site-server'
import type { Reach } from '@/lib/http/site-origin'

export type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** What stands behind the server: it takes note of what it gets, and answers as a test wants it to. */
export const behind: { handle: Handle; seen: { url?: string; forwardedFor?: string }[] } = {
  handle: async () => {},
  seen: [],
}

beforeEach(() => {
  behind.seen = []
  behind.handle = async (_, response) => void response.setHeader('content-type', 'text/html').end('<p>fine')
})

export async function serve(
  reach: Reach = {},
  more: Partial<SiteServerOptions> = {},
): Promise<{ port: number; server: Server }> {
  const server = siteServer({
    addresses,
    answerDirectly: () => false,
    handle: (request, response) => {
      behind.seen.push({ url: request.url, forwardedFor: String(request.headers['x-forwarded-for']) })
      return behind.handle(request, response)
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
export async function exchange(port: number, text: string, isHeadAlone = false): Promise<string> {
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

export const get = (target: string, more = '') =>
  `GET ${target} HTTP/1.1\r\nHost: site\r\nConnection: close\r\n${more}\r\n`
export const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1])

export function expectPage(answer: string, status: number) {
  expect({ status: statusOf(answer), answer }).toMatchObject({
    status,
    answer: expect.stringMatching(
      /\r\ncontent-type: text\/html; charset=utf-8\r\n[^]*Rec-a-Sketch<\/title>/i,
    ),
  })
  expect(answer).toMatch(/\r\ncache-control: no-store\r\n/)
  expect(answer).toMatch(/\r\ncontent-security-policy: default-src 'self'/i)
}

export function expectProblem(answer: string, status: number): string {
  expect({ status: statusOf(answer), answer }).toMatchObject({
    status,
    answer: expect.stringMatching(/\r\ncontent-type: application\/problem\+json\r\n/),
  })
  expect(answer).toMatch(/\r\ncache-control: no-store\r\n/)
  const problem = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4))
  expect(problem).toMatchObject({ type: 'about:blank', status, title: expect.any(String) })
  return problem.detail
}
