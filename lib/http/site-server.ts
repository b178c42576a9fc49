import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { Duplex } from 'node:stream'
import { type Addresses, isForPrograms, READING } from './addresses'
import { boundBody } from './bounded-body'
import {
  MAX_CONNECTIONS,
  MAX_HEADER_BYTES,
  MAX_HEADER_SECONDS,
  MAX_IDLE_SECONDS,
  MAX_REFUSED_SECONDS,
  MAX_REQUEST_SECONDS,
} from './bounds'
import { bodyTooLong, checkRequest, plainAddress, pathOf } from './check-request'
import type { ErrorAnswer } from './error-answer'
import { keepOwnWords } from './own-words'
import { makingPage, type PageAnswer } from './page-answer'
import type { Refusal } from './refusal'
import { type Reach, siteOrigin } from './site-origin'
import { isTakenOver, takeOver } from './take-over'

export type SiteServerOptions = {
  /** What answers to which methods. */
  addresses: Addresses
  /** Answers what the framework need not be asked for; false for all else. See `directAnswerer`. */
  answerDirectly: (request: IncomingMessage, response: ServerResponse, path: string) => boolean
  /** What makes the other answers: the framework. */
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>
  /** Writes an answer to what went wrong; see `errorAnswerer`. */
  errorAnswer: (path: string, accept: string | undefined, refusal: Refusal) => ErrorAnswer
  /** Looks for what keeps pages from being made, when one was not. */
  findTrouble: () => Refusal | null
  reach: Reach
}

/**
 * The server in front of the framework: everything that a request may be wrong by is looked at, and everything that
 * it may be too much by is bounded, before the framework sees it; and nothing that the framework says in its own words
 * reaches a reader.
 */
export function siteServer(options: SiteServerOptions): Server {
  const server = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: MAX_HEADER_SECONDS * 1000,
    requestTimeout: MAX_REQUEST_SECONDS * 1000,
    keepAliveTimeout: MAX_IDLE_SECONDS * 1000,
    connectionsCheckingInterval: 1000,
    // Looked at with the rest of a request, and refused in our words.
    requireHostHeader: false,
  })
  server.maxConnections = MAX_CONNECTIONS

  /** What is being answered on each connection. */
  const answering = new WeakMap<Duplex, { request: IncomingMessage; response: ServerResponse }>()
  const answer = listener(options)
  const listen: RequestListener = (request, response) => {
    answering.set(request.socket, { request, response })
    answer(request, response)
  }
  server.on('request', listen)
  server.on('checkContinue', (request, response) => {
    if (checkRequest(asked(request), options.addresses) === null) response.writeContinue()
    listen(request, response)
  })
  server.on('checkExpectation', (request, response) =>
    refuse(options, request, response, {
      status: 417,
      detail: `Nothing here meets the expectation “${request.headers.expect}”.`,
    }),
  )
  server.on('connect', (request, socket) => {
    const refusal = { status: 405, detail: 'This is no proxy.', headers: { allow: READING.join(', ') } }
    writeRaw(socket, options.errorAnswer(pathOf(request.url ?? ''), request.headers.accept, refusal))
  })
  server.on('clientError', (error: NodeJS.ErrnoException & { rawPacket?: Buffer }, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
    const refusal = unreadable(error.code)
    const current = answering.get(socket)
    if (current && !current.response.writableFinished) {
      if (isTakenOver(current.response)) return void socket.end()
      if (current.response.headersSent) return void socket.destroy()
      return refuse(options, current.request, current.response, refusal)
    }
    const [, method, path = ''] =
      /^(\S+) (\S+)/.exec(error.rawPacket?.subarray(0, 1024).toString('latin1') ?? '') ?? []
    const answer = options.errorAnswer(pathOf(path), undefined, refusal)
    writeRaw(socket, method === 'HEAD' ? { ...answer, body: Buffer.alloc(0) } : answer)
  })
  return server
}

const asked = ({ method = 'GET', url = '/', headers, httpVersion }: IncomingMessage) => ({
  method,
  url,
  headers,
  httpVersion,
})

function listener(options: SiteServerOptions): RequestListener {
  const { addresses, answerDirectly, handle, errorAnswer, findTrouble, reach } = options
  return (request, response) => {
    const url = plainAddress(request.url ?? '/')
    request.url = url
    const refusal = checkRequest(asked(request), addresses)
    if (refusal) return refuse(options, request, response, refusal)
    const path = pathOf(url)
    if (request.method === 'OPTIONS') return allow(addresses.methodsOf(path) ?? READING, response)
    if (!hasBody(request) && answerDirectly(request, response, path)) return

    const said: PageAnswer = {}
    const inOurs = (status: number) =>
      errorAnswer(path, request.headers.accept, inOwnWords(status, path, findTrouble))
    keepOwnWords(response, addresses.isBehindPassword(path), inOurs, said)
    const mostBytes = addresses.mostBytesOf(request.method ?? 'GET', path)
    boundBody(request, mostBytes, () => refuse(options, request, response, bodyTooLong(mostBytes)))
    prepareForFramework(request, path, reach)
    makingPage(said, () => handle(request, response)).catch((error: unknown) => {
      // Whoever left while still sending is no fault of the server.
      if (isTakenOver(response) || request.errored) return
      console.error(error)
      if (response.headersSent) response.destroy()
      else refuse(options, request, response, inOwnWords(500, path, findTrouble))
    })
  }
}

function allow(methods: readonly string[], response: ServerResponse): void {
  response.writeHead(204, { allow: methods.join(', '), 'cache-control': 'no-store' }).end()
}

/** Changes what the framework would take at its word, or get wrong. */
function prepareForFramework(request: IncomingMessage, path: string, reach: Reach): void {
  const { headers } = request
  // The client writes this one itself.
  if (!reach.trustProxy) headers['x-forwarded-for'] = request.socket.remoteAddress ?? ''
  // Programs are answered as a whole.
  if (isForPrograms(path)) delete headers.rsc
  // It would be told that nothing has changed about a page that is not there.
  if (headers['if-none-match'] === '*') delete headers['if-none-match']
  // The one page that names its own address, and that is kept: it is kept for each address of the site.
  const isDocument = /^\/models\/[^/]+$/.test(path) && headers.rsc === undefined
  const origin = isDocument && !reach.siteUrl ? siteOrigin((name) => first(headers[name]), reach) : null
  if (origin !== null) request.url = `/at/${encodeURIComponent(origin)}${request.url}`
}

const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value)

function inOwnWords(status: number, path: string, findTrouble: () => Refusal | null): Refusal {
  if (status >= 500) {
    return findTrouble() ?? { status, detail: 'The answer could not be made. The server’s log says why.' }
  }
  if (status === 404) return { status, detail: `There is nothing at ${path}.` }
  if (status === 405) return { status, detail: 'That cannot be done with what is at this address.' }
  return { status, detail: 'The request cannot be understood.' }
}

function unreadable(code: string | undefined): Refusal {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return {
        status: 431,
        detail: `The address and headers together have more than ${MAX_HEADER_BYTES} bytes.`,
      }
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return {
        status: 408,
        detail: `The request did not arrive within ${MAX_HEADER_SECONDS} s (its headers) or ${MAX_REQUEST_SECONDS} s (all of it).`,
      }
    case 'HPE_INVALID_METHOD':
      return {
        status: 405,
        detail: 'Nothing here knows that method.',
        headers: { allow: READING.join(', ') },
      }
    default:
      return { status: 400, detail: 'The request is not HTTP as it should be.' }
  }
}

/** Answers what is not to be answered otherwise, and closes the connection when more of the request is to come. */
function refuse(
  { errorAnswer }: SiteServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
  refusal: Refusal,
): void {
  if (isTakenOver(response)) return
  if (response.headersSent) return void response.destroy()
  const { status, headers, body } = errorAnswer(pathOf(request.url ?? '/'), request.headers.accept, refusal)
  if (request.complete || !hasBody(request)) return takeOver(response, status, headers).end(body)
  const writer = takeOver(response, status, { ...headers, connection: 'close' })
  writer.write(body)
  // Closed at once, a connection with unread bytes on it is reset, and its other end may never see the answer.
  const patience = setTimeout(() => writer.end(), MAX_REFUSED_SECONDS * 1000)
  request.once('end', () => writer.end())
  response.once('close', () => clearTimeout(patience))
  request.resume()
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** Writes an answer where no request could be made of what came. */
function writeRaw(socket: Duplex, { status, headers, body }: ErrorAnswer): void {
  const lines = Object.entries({ ...headers, connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  socket.end(Buffer.concat([Buffer.from(`HTTP/1.1 ${status} \r\n${lines.join('\r\n')}\r\n\r\n`), body]))
}
