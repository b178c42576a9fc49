import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { placeOf, type S3Setting } from '@/lib/facts/storage-setting'
import { parseListing } from './s3-answers'
import {
  type Ask,
  asker,
  OwnFault,
  type Patience,
  type Payload,
  payloadOf,
  readBytes,
  readText,
} from './s3-requests'
import type { ObjectStorage } from './storage'
import { StorageError } from './storage-error'
import { writeNew } from './write-whole'

/** Objects in a bucket of a store that speaks S3; each appears whole, as the store promises. */
export function s3Storage(setting: S3Setting, patience: Patience): ObjectStorage {
  const ask = asker(setting, patience)
  const write = async (key: string, payload: Payload) => {
    const written = await ask({ method: 'PUT', key, payload, deed: 'written to' }, readText)
    if (written === null) throw unusable(setting, 'the store said that there is no place for an object')
  }
  const remove = async (key: string) =>
    void (await ask({ method: 'DELETE', key, deed: 'written to' }, readText))
  const storage: ObjectStorage = {
    place: placeOf(setting),
    now: null,
    read: (key) =>
      ask({ method: 'GET', key, deed: 'read' }, async (answer) => {
        const bytes = await readBytes(answer)
        return { bytes, size: bytes.length, modified: modifiedOf(answer) }
      }),
    async readInto(key, file) {
      const read = () =>
        ask({ method: 'GET', key, deed: 'read' }, async (answer) => {
          await putInto(file, answer)
          return true
        })
      return (await writeNew(file, read)) ?? false
    },
    find: (key) =>
      ask({ method: 'HEAD', key, deed: 'read' }, async (answer) => {
        answer.resume()
        return { size: Number(answer.headers['content-length'] ?? 0), modified: modifiedOf(answer) }
      }),
    write: (key, bytes) => write(key, payloadOf(bytes)),
    // To have the store copy them is a request, too.
    writeSame: (key, bytes) => write(key, payloadOf(bytes)),
    writeFrom: async (key, file) => write(key, await payloadFrom(file)),
    remove,
    list: (prefix) => list(ask, setting, prefix),
    async check(rights) {
      await listPage(ask, setting, '', { 'max-keys': '1' })
      if (rights === 'read') return
      const key = `.check-${randomUUID()}`
      const bytes = Buffer.from('Rec-a-Sketch has seen whether it may write here. This can be deleted.\n')
      await write(key, payloadOf(bytes))
      const read = await storage.read(key)
      await remove(key)
      if (!read?.bytes.equals(bytes)) throw unusable(setting, 'it does not have what was just written to it')
    },
  }
  return storage
}

async function* list(ask: Ask, setting: S3Setting, prefix: string) {
  let query: Record<string, string> = {}
  for (;;) {
    const { objects, next } = await listPage(ask, setting, prefix, query)
    for (const { key, size } of objects) yield { key: key.slice(setting.prefix.length), size }
    if (next === null) return
    query = { 'continuation-token': next }
  }
}

async function listPage(ask: Ask, setting: S3Setting, prefix: string, query: Record<string, string>) {
  const asked = { 'list-type': '2', prefix: setting.prefix + prefix, ...query }
  const body = await ask({ method: 'GET', key: '', query: asked, deed: 'listed' }, readText)
  if (body === null) throw unusable(setting, 'the store does not know the bucket')
  try {
    return parseListing(body)
  } catch (error) {
    throw unusable(setting, `the store answered with ${error instanceof Error ? error.message : error}`)
  }
}

function unusable(setting: S3Setting, why: string): StorageError {
  return new StorageError(
    `STORAGE=${placeOf(setting)} cannot be used: ${why}; see to STORAGE and AWS_ENDPOINT_URL.`,
  )
}

function modifiedOf({ headers }: IncomingMessage): Date {
  const time = Date.parse(headers['last-modified'] ?? '')
  return new Date(Number.isNaN(time) ? 0 : time)
}

/** Writes an answer to a file as it comes, from the start each time. */
async function putInto(file: string, answer: IncomingMessage): Promise<void> {
  const own = <Answer>(work: Promise<Answer>) =>
    work.catch((error: unknown): never => {
      throw new OwnFault('', { cause: error })
    })
  const opened = await own(open(file, 'w'))
  try {
    for await (const chunk of answer) await own(opened.appendFile(chunk))
  } finally {
    await own(opened.close())
  }
}

/** A file is read twice, first for its hash: it is never in memory as a whole. */
async function payloadFrom(file: string): Promise<Payload> {
  const { size } = await stat(file)
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), async (chunks) => {
    for await (const chunk of chunks) hash.update(chunk)
  })
  const send = (request: ClientRequest) => pipeline(() => chunksOf(file), request)
  return { size, sha256: hash.digest('hex'), send }
}

async function* chunksOf(file: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(file)
  } catch (error) {
    throw new OwnFault('', { cause: error })
  }
}
