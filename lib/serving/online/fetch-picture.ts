import 'server-only'
import { isOwnNetwork } from '@/lib/download/public-hosts'
import { AskedToStayAwayError, politeClient, type PoliteReply } from '@/lib/download/polite-client'
import { MAX_UPLOAD_BYTES } from '@/lib/facts/picture-bounds'
import { ProblemError } from '@/lib/http/problem'

/** Seconds that fetching a picture from elsewhere takes, redirects included. */
export const MAX_FETCHING_SECONDS = 10
/** Characters of its address. */
export const MAX_ADDRESS_LENGTH = 2_000
/** The picture itself, and what it redirects to. */
const MOST_REQUESTS = 4

const USER_AGENT = 'rec-a-sketch/0.1 (search by picture)'

type Settings = {
  /** Of the API that is configured: what is on its very server may be fetched, even on one's own network. */
  apiUrl: string
  maxSeconds?: number
}

/**
 * Fetches a picture from an address that a stranger has given: over http or https, from their usual ports, and from public hosts
 * alone, wherever a name or a redirect leads. Nothing of this site's or its reader's is sent along.
 *
 * @throws ProblemError 400 for what is no such address, 413 when too much is there, 422 when nothing is to be had, 504 when it
 *   takes too long
 */
export async function fetchPicture(
  address: string,
  { apiUrl, maxSeconds = MAX_FETCHING_SECONDS }: Settings,
): Promise<Buffer> {
  const url = URL.canParse(address) ? new URL(address) : null
  const api = new URL(apiUrl)
  const isOfApi = url?.origin === api.origin
  if (!url || !(isOfApi || isWebAddress(url)) || address.length > MAX_ADDRESS_LENGTH) {
    throw new ProblemError(
      400,
      'That is no address of a picture. One begins with https:// and has neither a password nor a port of its own in it.',
    )
  }
  const stop = AbortSignal.timeout(maxSeconds * 1000)
  const client = politeClient({
    userAgent: USER_AGENT,
    requestsPerSecond: 20,
    // The signal is what ends it.
    timeoutMs: maxSeconds * 2000,
    attempts: 1,
    backoffMs: 0,
    maxRequests: MOST_REQUESTS,
    signal: stop,
  })
  try {
    const reply = await client.get({
      address: url.href,
      headers: { Accept: 'image/*' },
      maxBytes: MAX_UPLOAD_BYTES,
      mayBePrivate: isOfApi && isOwnNetwork(api.hostname),
      isAllowed: (target) => {
        const parsed = new URL(target)
        return isOfApi ? parsed.origin === api.origin : isWebAddress(parsed)
      },
    })
    if (reply.kind === 'found') return reply.body
    throw whyNot(reply, url.host)
  } catch (error) {
    if (stop.aborted) {
      throw new ProblemError(
        504,
        `${url.host} did not send the picture within ${maxSeconds} s. Save it, and search by the file.`,
      )
    }
    if (error instanceof AskedToStayAwayError)
      throw new ProblemError(422, `${url.host} sends no pictures now.`)
    throw error
  }
}

/** Where a name leads within one's own network is nobody's business. */
function whyNot(reply: Exclude<PoliteReply, { kind: 'found' }>, host: string): ProblemError {
  const fault = reply.kind === 'failed' ? reply.fault : undefined
  if (fault === 'hidden') {
    return new ProblemError(
      400,
      `${host} is not on the public internet, or leads to what is not. Nothing is fetched from there.`,
    )
  }
  if (fault === 'too-long') {
    const most = MAX_UPLOAD_BYTES / 1024 / 1024
    return new ProblemError(
      413,
      `What is at that address has more than ${most} MB. Search by a smaller picture.`,
    )
  }
  return new ProblemError(422, `The picture could not be fetched: ${reply.reason}.`)
}

function isWebAddress({ protocol, port, username, password }: URL): boolean {
  return /^https?:$/.test(protocol) && port === '' && username === '' && password === ''
}
