import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { onTestFinished } from 'vitest'
import { z } from 'zod'

/** What a repository holds at its one commit, by path. */
export type HubContent = Record<string, Uint8Array | string>

export type ServedHub = {
  url: string
  /** What was asked for: the address without the host, then Range and Authorization where they were sent. */
  requests: string[]
  /** The same of the host that has the large files. */
  cdnRequests: string[]
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void

export type HubManners = {
  /** Above so many bytes a file is in LFS, on another host. */
  lfsFrom?: number
  /** Takes the place of the hub's answer to a request, if it answers. */
  before?: (request: IncomingMessage, response: ServerResponse) => boolean
  /** The same for the host that has the large files. */
  beforeCdn?: (request: IncomingMessage, response: ServerResponse) => boolean
  /** What is sent in place of a file that is stated. */
  sent?: HubContent
  /** Only who has it is let in. */
  token?: string
}

export const COMMIT = '0123456789abcdef0123456789abcdef01234567'
export const REPOSITORY = 'studio/Tiny-Encoder'
/** Of who asks it in a test. */
export const PATIENCE = { attempts: 3, backoffMs: 1 }

/**
 * A server that behaves as huggingface.co does: it describes one repository at its branch `main`, its tag `v1` and its commit, has
 * small files itself and redirects to another host for large ones, and answers to ranges. It is gone when the test is over.
 */
export async function serveHub(content: HubContent, manners: HubManners = {}): Promise<ServedHub> {
  const files = new Map(Object.entries(content).map(([path, bytes]) => [path, Buffer.from(bytes)]))
  const bodies = new Map([
    ...files,
    ...Object.entries(manners.sent ?? {}).map(([path, bytes]) => [path, Buffer.from(bytes)] as const),
  ])
  const isLfs = (path: string) => (files.get(path)?.length ?? 0) >= (manners.lfsFrom ?? 1000)
  const requests: string[] = []
  const cdnRequests: string[] = []

  const cdn = await listen((request, response) => {
    cdnRequests.push(described(request))
    if (manners.beforeCdn?.(request, response)) return
    const path = decodeURIComponent(new URL(request.url ?? '', 'http://cdn').pathname.slice(1))
    sendRange(request, response, bodies.get(path) ?? Buffer.alloc(0))
  })

  const url = await listen((request, response) => {
    requests.push(described(request))
    if (manners.before?.(request, response)) return
    const { pathname } = new URL(request.url ?? '', 'http://hub')
    if (manners.token !== undefined && request.headers.authorization !== `Bearer ${manners.token}`) {
      return refuse(response, 401, 'RepoNotFound')
    }
    const asked = decodeURIComponent(pathname)
    const api = `/api/models/${REPOSITORY}/revision/`
    const resolve = `/${REPOSITORY}/resolve/${COMMIT}/`
    if (asked.startsWith(api)) {
      if (!['main', 'v1', COMMIT].includes(asked.slice(api.length))) {
        return refuse(response, 404, 'RevisionNotFound')
      }
      response.writeHead(200, { 'Content-Type': 'application/json' })
      response.end(JSON.stringify({ id: REPOSITORY, sha: COMMIT, siblings: siblings(files, isLfs) }))
    } else if (asked.startsWith(resolve)) {
      const path = asked.slice(resolve.length)
      const body = bodies.get(path)
      if (!body) return refuse(response, 404, 'EntryNotFound')
      if (!isLfs(path)) return sendRange(request, response, body)
      response.writeHead(302, { Location: `${cdn}/${encodeURIComponent(path)}` }).end()
    } else refuse(response, 404, 'RepoNotFound')
  })
  return { url, requests, cdnRequests }
}

function described({ url, headers }: IncomingMessage): string {
  return [url, headers.range, headers.authorization].filter((part) => part !== undefined).join(' ')
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'X-Error-Code': code, 'Content-Type': 'application/json' })
  response.end(JSON.stringify({ error: code }))
}

function siblings(files: Map<string, Buffer>, isLfs: (path: string) => boolean): object[] {
  return [...files].map(([rfilename, bytes]) => {
    const size = bytes.length
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const pointer = Buffer.from(
      `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${size}\n`,
    )
    if (!isLfs(rfilename)) return { rfilename, size, blobId: blobId(bytes) }
    return { rfilename, size, blobId: blobId(pointer), lfs: { sha256, size, pointerSize: pointer.length } }
  })
}

/** As `git hash-object` has it. */
function blobId(bytes: Buffer): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}

/** The content from the byte that was asked for. */
function sendRange(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const first = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
  const length = { 'Content-Length': body.length - first }
  if (request.headers.range === undefined) response.writeHead(200, length)
  else
    response.writeHead(206, {
      ...length,
      'Content-Range': `bytes ${first}-${body.length - 1}/${body.length}`,
    })
  response.end(body.subarray(first))
}

/** The content up to a byte, where the connection is cut. */
export function cutOff(request: IncomingMessage, response: ServerResponse, body: Buffer, end: number): void {
  const first = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
  response.writeHead(first > 0 ? 206 : 200, {
    'Content-Length': body.length - first,
    ...(first > 0 && { 'Content-Range': `bytes ${first}-${body.length - 1}/${body.length}` }),
  })
  response.flushHeaders()
  response.write(body.subarray(first, end), () => response.destroy())
}

async function listen(handler: Handler): Promise<string> {
  const server = createServer(handler)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = z.object({ port: z.number() }).parse(server.address())
  return `http://127.0.0.1:${port}`
}
