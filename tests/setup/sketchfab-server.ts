import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import sharp from 'sharp'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { type ApiModel, apiModels } from './sketchfab-models'

/** Answers a request in place of the server; false leaves it to that. */
export type Interference = (request: IncomingMessage, response: ServerResponse) => boolean

export type SketchfabServer = {
  origin: string
  /** Of the API, as SKETCHFAB_API_URL has it. */
  apiUrl: string
  /** What it has, in the order of its listing. Tests change it. */
  models: ApiModel[]
  /** The uids of what users like, by their names. Tests change it. */
  likes: Record<string, readonly string[]>
  /** Called for every request first. Tests replace it. */
  interfere: Interference
  /**
   * Milliseconds that it takes over a thumbnail, those that it has in hand included. Tests change it, so that a crawl lasts for as
   * long as they look at it. Whoever asks gives up after 30 seconds.
   */
  thumbnailAfter: number
  /** The paths, with queries, of all requests, in order. */
  requests: string[]
  /** Those that were answered as they should be. */
  answered: string[]
  headers: IncomingMessage['headers'][]
  mostInFlight(): number
  mostPerSecond(): number
}

const PAGE_SIZE = 24
const DISTINCT_IMAGES = 64

/**
 * A server on this machine that behaves as Sketchfab's Data API v3, and has the thumbnails, too: `/v3/models` in pages
 * of 24 with a cursor, whatever `count` asks for, `/v3/models/:uid`. It is gone when the test is over.
 */
export async function sketchfabServer(count: number): Promise<SketchfabServer> {
  const images = new Map<string, Buffer>()
  const startedAt: number[] = []
  let inFlight = 0
  let mostInFlight = 0

  const http = createServer((request, response) => {
    server.requests.push(request.url ?? '')
    server.headers.push(request.headers)
    startedAt.push(performance.now())
    mostInFlight = Math.max(mostInFlight, ++inFlight)
    response.on('close', () => inFlight--)
    if (!server.interfere(request, response)) void answer(request, response)
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', server.origin)
    const [, root, kind, uid] = url.pathname.split('/')
    if (root === 'thumbnails' && kind !== undefined) {
      const askedAt = performance.now()
      while (performance.now() < askedAt + server.thumbnailAfter) await delay(20)
      const image = await imageOf(kind, url.pathname)
      response.setHeader('Content-Type', 'image/png').end(image)
    } else if (root === 'v3' && kind === 'models') {
      const found = uid === undefined ? pageOf(url) : server.models.find((model) => model.uid === uid)
      response.writeHead(found ? 200 : 404, { 'Content-Type': 'application/json' })
      response.end(JSON.stringify(found ?? { detail: 'Not found.' }))
      if (!found) return
    } else {
      response.writeHead(404).end()
      return
    }
    server.answered.push(request.url ?? '')
  }

  function pageOf(url: URL) {
    const from = Number(url.searchParams.get('cursor') ?? 0)
    const matching = server.models.filter((model) => matches(model, url.searchParams, server.likes))
    const next = new URL(url)
    next.searchParams.set('cursor', String(from + PAGE_SIZE))
    return {
      results: matching.slice(from, from + PAGE_SIZE),
      next: from + PAGE_SIZE < matching.length ? next.href : null,
      previous: null,
    }
  }

  /** A few distinct images, so that thumbnails differ without each having to be drawn. */
  async function imageOf(uid: string, path: string): Promise<Buffer> {
    const key = `${Number.parseInt(uid.slice(-8), 16) % DISTINCT_IMAGES} ${path.split('/').at(-1)}`
    const known = images.get(key)
    if (known) return known
    const shade = [...key].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 0xffffff, 7)
    const image = await sharp({
      create: { width: 16, height: 9, channels: 3, background: `#${shade.toString(16).padStart(6, '0')}` },
    })
      .png()
      .toBuffer()
    images.set(key, image)
    return image
  }

  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    http.close()
    http.closeAllConnections()
  })
  const { port } = z.object({ port: z.number() }).parse(http.address())
  const origin = `http://127.0.0.1:${port}`
  const server: SketchfabServer = {
    origin,
    apiUrl: `${origin}/v3`,
    models: apiModels(origin, count),
    likes: {},
    interfere: () => false,
    thumbnailAfter: 0,
    requests: [],
    answered: [],
    headers: [],
    mostInFlight: () => mostInFlight,
    mostPerSecond: () =>
      Math.max(0, ...startedAt.map((start, place) => countWithin(startedAt, place, start + 1000))),
  }
  return server
}

const filtered = z.object({
  tags: z.array(z.object({ slug: z.string() })),
  user: z.object({ username: z.string() }),
})

function matches(model: ApiModel, parameters: URLSearchParams, likes: SketchfabServer['likes']): boolean {
  const liking = parameters.get('liked_by')
  if (liking !== null) return likes[liking]?.includes(model.uid) ?? false
  const [tag, username] = [parameters.get('tags'), parameters.get('user')]
  if (tag === null && username === null) return true
  const { tags, user } = filtered.parse(model)
  return (
    (tag === null || tags.some(({ slug }) => slug === tag)) && (username ?? user.username) === user.username
  )
}

function countWithin(times: readonly number[], from: number, until: number): number {
  let end = from
  while ((times[end] ?? Infinity) < until) end++
  return end - from
}

/** An answer with nothing but a status. */
export function status(response: ServerResponse, code: number, headers: Record<string, string> = {}): true {
  response.writeHead(code, headers).end()
  return true
}

/** An answer of these bytes. */
export function body(response: ServerResponse, content: string | Uint8Array): true {
  response.writeHead(200).end(content)
  return true
}
