import { open, type FileHandle } from 'node:fs/promises'
import { retryAfterMs } from './pause'

/** Why the end was not reached this time, as part of a sentence, and how long the server asks to be left alone. */
export type Interruption = { reason: string; askedMs?: number }

export type Transfer = {
  url: string
  part: string
  /** Bytes of the whole file, where they are known beforehand. */
  size?: number
  stallMs: number
  signal?: AbortSignal
  headers?: Record<string, string>
  mayRedirectTo?: (target: URL) => boolean
  /** Told of the bytes that the part has; they fall back to 0 when the server makes it start over. */
  onProgress?: (doneBytes: number, totalBytes: number | undefined) => void
}

const mostRedirects = 5

/** The server refuses for good to give a file. */
export class RefusedDownloadError extends Error {
  override name = 'RefusedDownloadError'
  constructor(
    message: string,
    /** Of HTTP. */
    readonly status: number,
  ) {
    super(message)
  }
}

/**
 * Makes one request for what the part does not have yet and appends what comes, as it comes. Whatever may be better
 * next time (the network, a busy server, an answer to another range than was asked) is returned and the part kept,
 * or emptied when the server has something else in its place; undefined says that the part is complete.
 *
 * @throws RefusedDownloadError when the server refuses for good (404 and the like); Error at a redirect to where none is
 * followed, or with the file system's code when the part cannot be written
 */
export async function continuePart(transfer: Transfer): Promise<Interruption | undefined> {
  const { part, stallMs, signal } = transfer
  const handle = await open(part, 'a')
  const stop = new AbortController()
  const abort = () => stop.abort(signal?.reason)
  const stall = setTimeout(() => stop.abort(new Error(`no byte came for ${stallMs / 1000} s`)), stallMs)
  if (signal?.aborted) abort()
  signal?.addEventListener('abort', abort)
  try {
    return await append(transfer, handle, stop.signal, () => stall.refresh())
  } finally {
    clearTimeout(stall)
    signal?.removeEventListener('abort', abort)
    stop.abort()
    await handle.close()
  }
}

async function append(
  { url, size, headers, mayRedirectTo, onProgress }: Transfer,
  handle: FileHandle,
  signal: AbortSignal,
  onBytes: () => void,
): Promise<Interruption | undefined> {
  let done = (await handle.stat()).size
  const discard = async () => {
    if (done > 0) await handle.truncate(0)
    done = 0
  }
  if (size !== undefined && done > size) await discard()
  if (done === size) return undefined

  const range: Record<string, string> = done > 0 ? { Range: `bytes=${done}-` } : {}
  const response = await request({ url: new URL(url), range, headers, mayRedirectTo, signal })
  if (!(response instanceof Response)) return response
  const { status, body } = response
  const answer = `the server answered ${status} ${response.statusText}`.trim()
  const { first, total } = declaredExtent(response)

  if (status === 416 && done > 0) {
    if (done === total) return undefined
    await discard()
    return { reason: `${answer} to a request for the rest` }
  }
  if (status === 408 || status === 429 || status >= 500) {
    return { reason: answer, askedMs: retryAfterMs(response.headers.get('retry-after'), Date.now()) }
  }
  if ((status !== 200 && status !== 206) || !body) {
    throw new RefusedDownloadError(`${url} cannot be downloaded: ${answer}.`, status)
  }
  if (size !== undefined && total !== undefined && total !== size) {
    return { reason: `the server has ${total} bytes there, not ${size}` }
  }
  if (status === 200) await discard()
  if (first !== done) {
    const asked = done
    await discard()
    return { reason: `the server sent another range than the one from byte ${asked} on` }
  }

  const end = size ?? total
  const reader = body.getReader()
  for (;;) {
    const next = await reader.read().catch((error: unknown): Interruption => ({ reason: describe(error) }))
    if ('reason' in next) return { reason: `${next.reason} (at byte ${done}${end ? ` of ${end}` : ''})` }
    if (next.done) break
    onBytes()
    if (end !== undefined && done + next.value.length > end) {
      await discard()
      return { reason: `the server sent more than the ${end} bytes of the file` }
    }
    await handle.appendFile(next.value)
    done += next.value.length
    onProgress?.(done, end)
  }
  return end !== undefined && done < end
    ? { reason: `the answer ended at byte ${done} of ${end}` }
    : undefined
}

type FileRequest = Pick<Transfer, 'headers' | 'mayRedirectTo'> & {
  url: URL
  range: Record<string, string>
  signal: AbortSignal
}

/** The answer after all redirects. */
async function request(asked: FileRequest, redirects = 0): Promise<Response | Interruption> {
  const { url, range, signal, mayRedirectTo = (target) => isSafer(url, target) } = asked
  // Unasked, fetch has the answer compressed, whose length says nothing about the file's.
  const headers = { 'User-Agent': 'rec-a-sketch', 'Accept-Encoding': 'identity', ...asked.headers, ...range }
  const response = await fetch(url, { headers, signal, redirect: 'manual' }).catch(
    (error: unknown): Interruption => ({
      reason: signal.aborted
        ? describe(error)
        : `the host ${url.host} could not be reached (${describe(error)})`,
    }),
  )
  if (!(response instanceof Response)) return response
  const location = response.headers.get('location')
  if (response.status < 300 || response.status > 399 || location === null) return response
  const target = URL.canParse(location, url.href) ? new URL(location, url) : undefined
  if (!target || !(target.origin === url.origin || mayRedirectTo(target))) {
    throw new Error(
      `${url} redirects to ${location}, which is not followed: it is another host, ${asked.mayRedirectTo ? 'and none that may be asked' : 'without https'}.`,
    )
  }
  if (redirects === mostRedirects)
    throw new Error(`${url} redirects to ${location}, after ${redirects} others.`)
  const told = target.origin === url.origin ? asked.headers : undefined
  return request({ ...asked, url: target, headers: told }, redirects + 1)
}

function isSafer(url: URL, target: URL): boolean {
  return target.protocol === 'https:' || target.origin === url.origin
}

/** Where in the file the answer begins and how long the file is, in bytes, as far as the headers say. */
function declaredExtent({ status, headers }: Response): { first?: number; total?: number } {
  if (status === 200) return { first: 0, total: count(headers.get('content-length')) }
  const [, first, total] = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(headers.get('content-range') ?? '') ?? []
  return { first: count(first), total: count(total) }
}

function count(text: string | null | undefined): number | undefined {
  return text && /^\d+$/.test(text) ? Number(text) : undefined
}

/** What went wrong on the network; fetch itself says only "fetch failed" and puts the reason under it. */
function describe(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return String(cause)
  return cause.message || ('code' in cause ? String(cause.code) : cause.name)
}
