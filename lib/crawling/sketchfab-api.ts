import { isApiAddress, isThumbnailAddress, modelAddress } from '@/lib/catalogue/sketchfab/addresses'
import { UnreadableAnswerError } from '@/lib/catalogue/sketchfab/bounded-json'
import { type Listing, parseListingAnswer } from '@/lib/catalogue/sketchfab/listing-answer'
import { parseModelAnswer } from '@/lib/catalogue/sketchfab/model-answer'
import type { SketchfabModel } from '@/lib/facts/described-model'
import { isOwnNetwork } from '@/lib/download/public-hosts'
import { type PoliteCounts, politeClient, type PoliteReply } from '@/lib/download/polite-client'

/** Where the API is and how patiently it is asked. */
export type ApiSettings = {
  /** Without a slash at the end. */
  apiUrl: string
  apiToken?: string
  /** For one request, in milliseconds. */
  timeoutMs: number
  /** How often one thing is asked for before it counts as failed. */
  attempts: number
  /** The first pause after a failed attempt, in milliseconds. */
  backoffMs: number
}

export const DEFAULT_PATIENCE = { timeoutMs: 30_000, attempts: 5, backoffMs: 1_000 }

/**
 * What the API gave: the thing, the word that it has it no longer (404, 410), or why nothing could be had, as part of
 * a sentence; `isGeneral` when other requests may well meet the same, `isRefused` when the same one would, but others
 * need not: the server, or this client, does not take its address.
 */
export type ApiReply<Value> =
  | { kind: 'found'; value: Value }
  | { kind: 'gone'; reason: string }
  | { kind: 'failed'; reason: string; isGeneral: boolean; isRefused: boolean }

export type SketchfabApi = {
  readListing(address: string): Promise<ApiReply<Listing>>
  readModel(uid: string): Promise<ApiReply<SketchfabModel>>
  readThumbnail(address: string): Promise<ApiReply<Buffer>>
  counts(): PoliteCounts
}

const USER_AGENT = 'rec-a-sketch/0.1 (catalogue crawler)'

export const MAX_BYTES = { listing: 8 << 20, model: 2 << 20, thumbnail: 16 << 20 }

/**
 * Sketchfab's Data API v3, read only, through one polite client. Nothing is asked but the API's own server, and for
 * thumbnails the hosts that `isThumbnailAddress` allows; the token goes to the API alone. Only the API's own server may
 * be on this machine or its own network, and only where its address says so by itself: as `localhost`, or in numbers.
 */
export function sketchfabApi(
  { apiUrl, apiToken, ...patience }: ApiSettings,
  { rate, maxRequests }: { rate: number; maxRequests: number },
  signal?: AbortSignal,
): SketchfabApi {
  const client = politeClient({
    ...patience,
    userAgent: USER_AGENT,
    requestsPerSecond: rate,
    maxRequests,
    signal,
  })
  const { host: apiHost, hostname } = new URL(apiUrl)
  const mayBePrivate = isOwnNetwork(hostname)

  const askApi = (address: string, maxBytes: number): Promise<PoliteReply> =>
    client.get({
      address,
      headers: {
        Accept: 'application/json',
        ...(apiToken !== undefined && { Authorization: `Token ${apiToken}` }),
      },
      maxBytes,
      isAllowed: (target) => isApiAddress(apiUrl, target),
      mayBePrivate,
    })

  return {
    readListing: async (address) => read(await askApi(address, MAX_BYTES.listing), parseListingAnswer),
    readModel: async (uid) =>
      read(await askApi(modelAddress(apiUrl, uid), MAX_BYTES.model), (body) => parseModelAnswer(body, uid)),
    readThumbnail: async (address) => {
      const reply = await client.get({
        address,
        headers: { Accept: 'image/*' },
        maxBytes: MAX_BYTES.thumbnail,
        isAllowed: (target) => isThumbnailAddress(apiUrl, target),
        mayBePrivate: mayBePrivate && URL.canParse(address) && new URL(address).host === apiHost,
      })
      return read(reply, (body) => body)
    },
    counts: client.counts,
  }
}

function read<Value>(reply: PoliteReply, parse: (body: Buffer) => Value): ApiReply<Value> {
  if (reply.kind === 'failed') {
    return {
      kind: 'failed',
      reason: reply.reason,
      isGeneral: reply.isTemporary,
      isRefused: !reply.isTemporary,
    }
  }
  if (reply.kind === 'refused') {
    const { status, reason } = reply
    if (status === 404 || status === 410) return { kind: 'gone', reason }
    const isAboutToken = status === 401 || status === 403
    const hint = isAboutToken ? '; it may want another token' : ''
    return { kind: 'failed', reason: reason + hint, isGeneral: isAboutToken, isRefused: !isAboutToken }
  }
  try {
    return { kind: 'found', value: parse(reply.body) }
  } catch (error) {
    if (!(error instanceof UnreadableAnswerError)) throw error
    return { kind: 'failed', reason: error.message, isGeneral: false, isRefused: false }
  }
}
