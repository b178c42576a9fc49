import { AwsV4Signer } from 'aws4fetch'
import { createHash } from 'node:crypto'
import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { setTimeout as delay } from 'node:timers/promises'
import { pauseMs, retryAfterMs } from '@/lib/download/pause'
import type { S3Setting } from '@/lib/facts/storage-setting'
import { parseRefusal, type Refusal } from './s3-answers'
import { type Deed, outOfReach, refused } from './s3-faults'

/** How a store is borne with that is in trouble. */
export type Patience = {
  /** How many times the same is asked for before it is given up. */
  tries: number
  /** The first pause between two of them; they grow. */
  backoffMs: number
  /** How long it may say nothing. */
  silenceMs: number
}

/** Bytes that are sent; sent anew from the start when they have to be. */
export type Payload = { size: number; sha256: string; send(request: http.ClientRequest): Promise<void> }

export type S3Request = {
  method: 'GET' | 'HEAD' | 'PUT' | 'DELETE'
  /** Without the prefix of the setting; empty for the bucket. */
  key: string
  query?: Record<string, string>
  payload?: Payload
  /** What could not be done when it was refused. */
  deed: Deed
}

/** Answered with 404: null for whoever asked whether there is something. */
const NOTHING_THERE = /^(?:NoSuchKey$|404)/

/** Objects asked for at once; further ones wait. */
const SOCKETS = 48

const NO_PAYLOAD: Payload = {
  size: 0,
  sha256: createHash('sha256').digest('hex'),
  send: async (request) => void request.end(),
}

/** A payload of bytes in memory. */
export function payloadOf(bytes: Uint8Array): Payload {
  return {
    size: bytes.byteLength,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    send: async (request) => void request.end(bytes),
  }
}

/** Something went wrong that may go better another time. */
class PassingTrouble extends Error {
  constructor(
    message: string,
    readonly askedMs?: number,
  ) {
    super(message)
  }
}

/** A fault of this machine's own, while an answer was put away. */
export class OwnFault extends Error {}

export type Ask = <Answer>(
  request: S3Request,
  take: (answer: IncomingMessage) => Promise<Answer>,
) => Promise<Answer | null>

/**
 * Makes what asks a store: with a signature of version 4, over connections that are kept, again after a pause when it
 * could not be reached, broke off or was in trouble. Answers null where the store has nothing of that key.
 *
 * `take` reads an answer to its end, and is called again when the answer broke off; what it throws as an OwnFault is no
 * trouble of the store's: its cause is thrown.
 *
 * @throws StorageError when the store refuses, or could not be asked all the times that there is patience for.
 */
export function asker(setting: S3Setting, patience: Patience): Ask {
  const base = addressOf(setting)
  const secure = base.protocol === 'https:'
  const agent = new (secure ? https : http).Agent({ keepAlive: true, maxSockets: SOCKETS })
  const { request: open } = secure ? https : http
  const keys = new Map<string, ArrayBuffer>()

  async function send({
    method,
    key,
    query = {},
    payload = NO_PAYLOAD,
  }: S3Request): Promise<IncomingMessage> {
    const path = [base.pathname.replace(/\/$/, ''), ...(key === '' ? [] : [encodePath(setting.prefix + key)])]
    const url = new URL(base)
    url.pathname = path.join('/') || '/'
    url.search = Object.entries(query)
      .map((pair) => pair.map(encode).join('='))
      .join('&')
    const signer = new AwsV4Signer({
      method,
      url: url.href,
      headers: { 'X-Amz-Content-Sha256': payload.sha256 },
      service: 's3',
      region: setting.region,
      accessKeyId: setting.accessKeyId,
      secretAccessKey: setting.secretAccessKey,
      sessionToken: setting.sessionToken,
      cache: keys,
    })
    const { headers } = await signer.sign()
    const length = method === 'PUT' ? { 'Content-Length': String(payload.size) } : {}
    return new Promise((resolve, reject) => {
      let isAnswered = false
      const request = open(url, { method, agent, headers: { ...Object.fromEntries(headers), ...length } })
      request.setTimeout(patience.silenceMs, () => {
        request.destroy(new Error(`nothing for ${patience.silenceMs / 1000} s`))
      })
      request.on('error', reject).on('response', (answer) => {
        isAnswered = true
        resolve(answer)
      })
      payload.send(request).catch((error: unknown) => {
        // A store that refuses may do so before it has all of it.
        if (!isAnswered) request.destroy()
        reject(error)
      })
    })
  }

  async function once<Answer>(
    request: S3Request,
    take: (answer: IncomingMessage) => Promise<Answer>,
  ): Promise<{ taken: Answer } | { refusal: Refusal }> {
    try {
      const answer = await send(request)
      const { statusCode: status = 0, statusMessage = '' } = answer
      if (status >= 200 && status <= 299) return { taken: await take(answer) }
      const refusal = parseRefusal(status, statusMessage, await readText(answer))
      if (!isPassing(refusal)) return { refusal }
      const askedMs = retryAfterMs(answer.headers['retry-after'] ?? null, Date.now())
      throw new PassingTrouble(
        refusal.message ? `${refusal.code} (${refusal.message})` : refusal.code,
        askedMs,
      )
    } catch (error) {
      if (error instanceof PassingTrouble) throw error
      if (error instanceof OwnFault) throw error.cause
      throw new PassingTrouble(describe(error))
    }
  }

  return async (request, take) => {
    for (let fruitless = 0; ; fruitless++) {
      try {
        const outcome = await once(request, take)
        if ('taken' in outcome) return outcome.taken
        const { refusal } = outcome
        if (refusal.status === 404 && NOTHING_THERE.test(refusal.code)) return null
        throw refused(setting, request.deed, refusal)
      } catch (error) {
        if (!(error instanceof PassingTrouble)) throw error
        if (fruitless + 1 >= patience.tries)
          throw outOfReach(setting, base.host, error.message, patience.tries)
        await delay(pauseMs(fruitless, patience.backoffMs, error.askedMs))
      }
    }
  }
}

/** Reads an answer whole. @throws Error when it broke off. */
export async function readBytes(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk)
  return Buffer.concat(chunks)
}

export async function readText(answer: IncomingMessage): Promise<string> {
  return (await readBytes(answer)).toString('utf8')
}

/** AWS has a host for each bucket, but no certificate for one with a dot; elsewhere the bucket stands in the path. */
function addressOf({ endpoint, region, bucket }: S3Setting): URL {
  if (endpoint) return new URL(`${endpoint.href.replace(/\/+$/, '')}/${bucket}`)
  const isOfHost = /^[a-z0-9-]+$/.test(bucket)
  const host = `s3.${region}.amazonaws.com`
  return new URL(isOfHost ? `https://${bucket}.${host}/` : `https://${host}/${bucket}`)
}

function encodePath(key: string): string {
  return key.split('/').map(encode).join('/')
}

/** As RFC 3986 has it, by which signatures go. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function isPassing({ status, code }: Refusal): boolean {
  return status === 408 || status === 429 || status >= 500 || code === 'RequestTimeout' || code === 'SlowDown'
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  return code || error.message || error.name
}
