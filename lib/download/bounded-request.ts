import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import https from 'node:https'
import { HiddenHostError, isPrivateLiteral, publicLookup } from './public-hosts'

export type BoundedRequest = {
  url: URL
  headers: Record<string, string>
  /** Whether the host may be on this machine or its own network. */
  mayBePrivate: boolean
  /** For the whole of it, connecting and reading. */
  timeoutMs: number
  maxBytes: number
  signal?: AbortSignal
}

export type BoundedAnswer = { status: number; headers: IncomingHttpHeaders; body: Buffer }

/** What is wrong with a request whichever server is asked: its host is no public one, or the answer has too many bytes. */
export type RequestFault = 'hidden' | 'too-long'

/** A request that came to nothing; the message says why, as part of a sentence. */
export class RequestError extends Error {
  override name = 'RequestError'
  constructor(
    message: string,
    /** Whether it may go better another time. */
    readonly isTemporary: boolean,
    readonly fault?: RequestFault,
  ) {
    super(message)
  }
}

/**
 * Makes one GET request and reads the answer whole. Follows no redirect. Not by fetch, which cannot be told which
 * addresses a host name may lead to.
 *
 * @throws RequestError when the host is one that may not be asked, cannot be reached, is too slow, breaks off or
 *   sends too much
 * @throws the signal's reason when that stopped it
 */
export async function boundedGet(request: BoundedRequest): Promise<BoundedAnswer> {
  const { url, mayBePrivate, timeoutMs, maxBytes, signal } = request
  if (!mayBePrivate && isPrivateLiteral(url.hostname)) {
    throw new RequestError(`${url.host} is not a public address`, false, 'hidden')
  }
  const timeout = AbortSignal.timeout(timeoutMs)
  const stop = signal ? AbortSignal.any([timeout, signal]) : timeout
  try {
    const response = await send(request, stop)
    const { statusCode: status = 0, headers } = response
    return { status, headers, body: await readBounded(response, maxBytes) }
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof RequestError) throw error
    if (error instanceof HiddenHostError) throw new RequestError(error.message, false, 'hidden')
    if (timeout.aborted) throw new RequestError(`no whole answer came within ${timeoutMs / 1000} s`, true)
    throw new RequestError(`${url.host} could not be reached (${describe(error)})`, true)
  }
}

function send({ url, headers, mayBePrivate }: BoundedRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const { request } = url.protocol === 'https:' ? https : http
  return new Promise((resolve, reject) => {
    const lookup = mayBePrivate ? undefined : publicLookup
    // Unasked, some servers compress, and then the length says nothing about what it becomes.
    request(url, { headers: { 'Accept-Encoding': 'identity', ...headers }, signal, lookup }, resolve)
      .on('error', reject)
      .end()
  })
}

async function readBounded(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue
    length += chunk.length
    if (length > maxBytes) {
      response.destroy()
      throw new RequestError(`the answer has more than ${maxBytes} bytes`, false, 'too-long')
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.message || ('code' in error ? String(error.code) : error.name)
}
