import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { afterAll, onTestFinished } from 'vitest'
import type { S3Setting } from '@/lib/facts/storage-setting'
import { type Account, faultOfSignature } from './s3-signature'

export type S3Server = {
  /** What STORAGE and its variables say, to have all of it. */
  setting: S3Setting
  /** The same as variables. */
  variables: Record<string, string>
  account: Account
  /** By key, the prefix included. Tests change it. */
  objects: Map<string, { bytes: Buffer; modified: Date }>
  /** Method and key of all requests, in order; of a listing its prefix. */
  requests: string[]
  /** Called for every request first; answers in place of the server, or returns false. Tests replace it. */
  interfere: (request: IncomingMessage, response: ServerResponse, key: string) => boolean
  /** Whether objects may be written and removed. */
  isWritable: boolean
  /** Objects on a page of a listing. */
  pageSize: number
  /** Ends it before the test is over, as if it had never been. */
  stop(): Promise<void>
}

const BUCKET = 'shelf'
const PREFIX = 'one site/'

/** What S3 answers with, by its codes. */
const STATUS: Record<string, number> = {
  AuthorizationHeaderMalformed: 400,
  XAmzContentSHA256Mismatch: 400,
  MissingContentLength: 411,
  NoSuchBucket: 404,
  NoSuchKey: 404,
}

/**
 * A server on this machine that behaves as S3 does, for one bucket and path-style addresses: GET, HEAD, PUT, DELETE and
 * ListObjectsV2, with signatures looked at. It is gone when the test is over.
 */
export async function s3Server(sessionToken?: string): Promise<S3Server> {
  const server = await startServer(sessionToken)
  onTestFinished(server.stop)
  return server
}

/** The same for all tests of a file. */
export async function s3ServerOfFile(): Promise<S3Server> {
  const server = await startServer()
  afterAll(server.stop)
  return server
}

async function startServer(sessionToken?: string): Promise<S3Server> {
  const http = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    // Of what is cut off nothing is kept.
    request.on('end', () => answer(request, response, Buffer.concat(chunks)))
  })

  function answer(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const url = new URL(request.url ?? '/', 'http://any')
    const [, bucket = '', ...path] = url.pathname.split('/')
    const key = path.map(decodeURIComponent).join('/')
    server.requests.push(`${request.method} ${key || (url.searchParams.get('prefix') ?? '')}`)
    if (server.interfere(request, response, key)) return
    const fault =
      faultOfSignature(request, body, server.account) ??
      (bucket === BUCKET ? null : 'NoSuchBucket') ??
      (server.isWritable || !['PUT', 'DELETE'].includes(request.method ?? '') ? null : 'AccessDenied')
    if (fault) return refuse(response, fault)
    if (key === '') return list(response, url.searchParams)
    const found = server.objects.get(key)
    switch (request.method) {
      case 'PUT':
        if (request.headers['content-length'] === undefined) return refuse(response, 'MissingContentLength')
        server.objects.set(key, { bytes: body, modified: new Date() })
        return void response.writeHead(200, { ETag: '"an-etag"' }).end()
      case 'DELETE':
        server.objects.delete(key)
        return void response.writeHead(204).end()
      default: {
        if (!found) return refuse(response, 'NoSuchKey')
        const headers = {
          'Content-Length': found.bytes.length,
          'Last-Modified': found.modified.toUTCString(),
        }
        response.writeHead(200, headers).end(request.method === 'HEAD' ? undefined : found.bytes)
      }
    }
  }

  function list(response: ServerResponse, query: URLSearchParams): void {
    const after = Buffer.from(query.get('continuation-token') ?? '', 'base64').toString()
    const size = Math.min(server.pageSize, Number(query.get('max-keys') ?? 1000))
    const keys = [...server.objects.keys()]
      .filter((key) => key.startsWith(query.get('prefix') ?? '') && key > after)
      .sort()
    const page = keys.slice(0, size)
    const isCut = keys.length > page.length
    const next = `<NextContinuationToken>${Buffer.from(page.at(-1) ?? '').toString('base64')}</NextContinuationToken>`
    const contents = page.map(
      (key) =>
        `<Contents><Key>${escaped(key)}</Key><Size>${server.objects.get(key)?.bytes.length}</Size></Contents>`,
    )
    response.writeHead(200, { 'Content-Type': 'application/xml' })
    response.end(
      `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${BUCKET}</Name><IsTruncated>${isCut}</IsTruncated>${contents.join('')}${isCut ? next : ''}</ListBucketResult>`,
    )
  }

  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const address = http.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const stop = () =>
    new Promise<void>((resolve) => {
      http.close(() => resolve())
      http.closeAllConnections()
    })
  const account = {
    accessKeyId: 'AKIATEST',
    secretAccessKey: 'secret/of+the/tests',
    sessionToken,
    region: 'eu-test-1',
  }
  const endpoint = new URL(`http://127.0.0.1:${port}`)
  const server: S3Server = {
    setting: { kind: 's3', bucket: BUCKET, prefix: PREFIX, endpoint, ...account },
    variables: {
      STORAGE: `s3://${BUCKET}/${PREFIX}`,
      AWS_ENDPOINT_URL: endpoint.href,
      AWS_REGION: account.region,
      AWS_ACCESS_KEY_ID: account.accessKeyId,
      AWS_SECRET_ACCESS_KEY: account.secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken ?? '',
    },
    account,
    objects: new Map(),
    requests: [],
    interfere: () => false,
    isWritable: true,
    pageSize: 1000,
    stop,
  }
  return server
}

/** Refuses as S3 does. */
export function refuse(response: ServerResponse, code: string, status = STATUS[code] ?? 403): void {
  response.writeHead(status, { 'Content-Type': 'application/xml' })
  response.end(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${code} &amp; what it means.</Message></Error>`,
  )
}

/** Interferes with the first so many requests, all told or only of a method. */
export function firstTimes(
  times: number,
  interfere: (response: ServerResponse, request: IncomingMessage) => void,
  method?: string,
): S3Server['interfere'] {
  let left = times
  return (request, response) => {
    if ((method !== undefined && request.method !== method) || left === 0) return false
    left--
    interfere(response, request)
    return true
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
