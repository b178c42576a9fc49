import type { IncomingMessage, ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { LRUCache } from 'lru-cache'
import type { Addresses } from './addresses'
import { securityHeaders } from './security-headers.mjs'

/** Memory for answers that hold until the catalogue changes. */
export const MAX_KEPT_BYTES = 64 * 1024 * 1024

/** How many of them. */
export const MAX_KEPT_ANSWERS = 20_000

/** Shorter bodies are not worth compressing. */
const LEAST_COMPRESSED_BYTES = 1024

/** Besides its body and address, what an entry of the cache takes. */
const OVERHEAD_BYTES = 1024

export type DirectAnswerOptions = {
  addresses: Addresses
  /** See `requestAnswerer`. */
  answer: (request: Request) => Promise<Response>
  /** Another text after every change that readers must see; undefined while it cannot be read, and then nothing is kept. */
  readRevision: () => string | undefined | Promise<string | undefined>
}

type WholeAnswer = { status: number; headers: Record<string, string | number>; body: Buffer }

/**
 * Makes what answers, before the framework is asked, the requests to read what anybody may. An answer that is declared
 * to be kept is made once a catalogue revision. The revision is read on every request, and before the answer is made:
 * one that is newer than it is made once more, never one that is older sent.
 *
 * @returns whether the request is one of those; its answer is on its way then
 */
export function directAnswerer({
  addresses,
  answer,
  readRevision,
}: DirectAnswerOptions): (request: IncomingMessage, response: ServerResponse, path: string) => boolean {
  const kept = new LRUCache<string, WholeAnswer & { revision: string }>({
    max: MAX_KEPT_ANSWERS,
    maxSize: MAX_KEPT_BYTES,
    sizeCalculation: ({ body }, key) => body.byteLength + 2 * key.length + OVERHEAD_BYTES,
  })

  async function make(request: IncomingMessage, isCompressed: boolean): Promise<WholeAnswer> {
    const { method, url = '/' } = request
    const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [
      name,
      String(value),
    ])
    const made = await answer(new Request(`http://localhost${url}`, { method, headers }))
    const whole = Buffer.from(await made.arrayBuffer())
    const isWorthIt = isCompressed && whole.byteLength >= LEAST_COMPRESSED_BYTES
    const body = isWorthIt ? gzipSync(whole) : whole
    return {
      status: made.status,
      headers: {
        ...securityHeaders(),
        ...Object.fromEntries(made.headers),
        vary: 'accept-encoding',
        ...(isWorthIt && { 'content-encoding': 'gzip' }),
        // Of what is told to have stayed the same, the length of the whole would be said.
        ...(made.status !== 304 && { 'content-length': body.byteLength }),
      },
      body,
    }
  }

  async function readKept(request: IncomingMessage): Promise<WholeAnswer> {
    const isCompressed = takesGzip(request.headers['accept-encoding'])
    const key = `${isCompressed ? 'gzip' : 'plain'} ${request.url}`
    const revision = await readRevision()
    const known = kept.get(key)
    if (known && known.revision === revision) return known
    const made = await make(request, isCompressed)
    if (revision !== undefined && made.status === 200) kept.set(key, { ...made, revision })
    return made
  }

  return (request, response, path) => {
    const isHead = request.method === 'HEAD'
    if (request.method !== 'GET' && !isHead) return false
    const endpoint = addresses.find(path)?.endpoints.get('GET')
    if (endpoint?.access !== 'anybody') return false
    const whole = endpoint.isKept && !isHead ? readKept(request) : make(request, false)
    whole
      .then(({ status, headers, body }) => response.writeHead(status, headers).end(isHead ? undefined : body))
      .catch((error: unknown) => {
        console.error(error)
        response.destroy()
      })
    return true
  }
}

/** Whether a reader takes gzip, by its header Accept-Encoding. */
function takesGzip(accepted: string | string[] | undefined): boolean {
  return /(^|,)\s*gzip\s*(;\s*q=(1|0\.\d*[1-9])[\d.]*\s*)?(,|$)/i.test(String(accepted ?? ''))
}
