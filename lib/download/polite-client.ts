import type { IncomingHttpHeaders } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { type BoundedAnswer, boundedGet, RequestError, type RequestFault } from './bounded-request'
import { pauseMs, retryAfterMs } from './pause'

export type PoliteSettings = {
  /** Says who is asking. */
  userAgent: string
  /** Never more, over all that are under way at once. */
  requestsPerSecond: number
  /** For one request, in milliseconds. */
  timeoutMs: number
  /** How often one thing is asked for before it counts as failed. */
  attempts: number
  /** The first pause after a failed attempt; it doubles with each further one. */
  backoffMs: number
  /** Requests over the life of the client, repeated ones and redirects included. */
  maxRequests: number
  signal?: AbortSignal
}

export type PoliteRequest = {
  address: string
  headers?: Record<string, string>
  maxBytes: number
  /** Asked of the address, and of each that it redirects to. */
  isAllowed: (address: string) => boolean
  /** Whether the host may be on this machine or its own network. */
  mayBePrivate: boolean
}

/**
 * What came of a request. `refused` is the server's word on it. `failed` says that there was none: `isTemporary` when
 * all attempts met trouble that may pass, else because the request or its answer is not one that may be made or read.
 */
export type PoliteReply =
  | { kind: 'found'; body: Buffer }
  | { kind: 'refused'; status: number; headers: IncomingHttpHeaders; reason: string }
  | { kind: 'failed'; reason: string; isTemporary: boolean; fault?: RequestFault }

export type PoliteCounts = {
  requests: number
  /** How many times a request had to wait before it was made again, and for how long together. */
  waits: number
  waitedMs: number
}

export type PoliteClient = {
  get(request: PoliteRequest): Promise<PoliteReply>
  counts(): PoliteCounts
}

/** As many requests were made as were allowed. */
export class BudgetSpentError extends Error {
  override name = 'BudgetSpentError'
}

/** The server asks to be left alone for longer than it makes sense to wait. */
export class AskedToStayAwayError extends Error {
  override name = 'AskedToStayAwayError'
}

const LONGEST_WAIT_MS = 15 * 60_000
const MOST_REDIRECTS = 3
/** Requests are spaced a little wider than the ceiling asks, so that a network that delays some does not break it. */
const SPACING = 1.05

/**
 * Makes a client that keeps to a rate, backs off with jitter when a server is in trouble, and stays silent altogether
 * for as long as one asks by 429 or `Retry-After`.
 *
 * `get` throws BudgetSpentError, AskedToStayAwayError, or the signal's reason: whichever comes ends the whole work.
 */
export function politeClient(settings: PoliteSettings): PoliteClient {
  const { userAgent, requestsPerSecond, timeoutMs, attempts, backoffMs, maxRequests, signal } = settings
  const spacingMs = (1000 / requestsPerSecond) * SPACING
  const counts: PoliteCounts = { requests: 0, waits: 0, waitedMs: 0 }
  let lastStart = Number.NEGATIVE_INFINITY
  let quietUntil = 0
  let lastTurn: Promise<void> = Promise.resolve()

  async function pause(ms: number): Promise<void> {
    try {
      await sleep(ms, undefined, { signal })
    } finally {
      signal?.throwIfAborted()
    }
  }

  /** One after another, each after the one before has begun in fact: a process that was held up does not catch up. */
  async function turn(): Promise<void> {
    signal?.throwIfAborted()
    if (counts.requests >= maxRequests) {
      throw new BudgetSpentError(`${maxRequests} requests were made, which is all that were allowed.`)
    }
    counts.requests++
    const before = lastTurn
    const own = before
      .catch(() => {})
      .then(async () => {
        for (;;) {
          const wait = Math.max(lastStart + spacingMs, quietUntil) - performance.now()
          if (wait <= 0) break
          await pause(wait)
        }
        lastStart = performance.now()
      })
    lastTurn = own
    await own
  }

  /** Follows redirects, as far as they lead to where requests may go. */
  async function ask(request: PoliteRequest): Promise<BoundedAnswer> {
    let { address } = request
    for (let redirects = 0; ; redirects++) {
      if (!URL.canParse(address) || !request.isAllowed(address)) {
        throw new RequestError(`${address} is not an address that may be asked`, false)
      }
      await turn()
      const { headers, maxBytes, mayBePrivate } = request
      const answer = await boundedGet({
        url: new URL(address),
        headers: { ...headers, 'User-Agent': userAgent },
        maxBytes,
        mayBePrivate,
        timeoutMs,
        signal,
      })
      const { location } = answer.headers
      if (answer.status < 300 || answer.status > 399 || location === undefined) return answer
      if (redirects === MOST_REDIRECTS) throw new RequestError('it redirects without end', false)
      address = URL.canParse(location, address) ? new URL(location, address).href : location
    }
  }

  async function wait(attempt: number, askedMs: number | undefined, isForAll: boolean): Promise<void> {
    if (askedMs !== undefined && askedMs > LONGEST_WAIT_MS) {
      const minutes = Math.ceil(askedMs / 60_000)
      throw new AskedToStayAwayError(
        `The server asks to be left alone for ${minutes} minutes. Go on after that.`,
      )
    }
    const ms = Math.max(pauseMs(attempt, backoffMs), askedMs ?? 0)
    counts.waits++
    counts.waitedMs += ms
    if (isForAll) quietUntil = Math.max(quietUntil, performance.now() + ms)
    await pause(ms)
  }

  async function get(request: PoliteRequest): Promise<PoliteReply> {
    for (let attempt = 0; ; attempt++) {
      let reason: string
      let askedMs: number | undefined
      let isForAll = false
      try {
        const { status, headers, body } = await ask(request)
        if (status >= 200 && status <= 299) return { kind: 'found', body }
        reason = `the server answered ${status}`
        if (status !== 408 && status !== 429 && status < 500)
          return { kind: 'refused', status, headers, reason }
        askedMs = retryAfterMs(headers['retry-after'] ?? null, Date.now())
        isForAll = status === 429 || askedMs !== undefined
      } catch (error) {
        if (!(error instanceof RequestError)) throw error
        reason = error.message
        const { isTemporary, fault } = error
        if (!isTemporary) return { kind: 'failed', reason, isTemporary, ...(fault && { fault }) }
      }
      if (attempt + 1 >= attempts) {
        const often = attempts > 1 ? `, in ${attempts} attempts` : ''
        return { kind: 'failed', reason: reason + often, isTemporary: true }
      }
      await wait(attempt, askedMs, isForAll)
    }
  }

  return { get, counts: () => ({ ...counts }) }
}
