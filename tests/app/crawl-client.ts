import { setTimeout as delay } from 'node:timers/promises'
import { beforeAll, vi } from 'vitest'
import { type SketchfabServer, sketchfabServer } from '../setup/sketchfab-server'
import { adminSite, at, cookieFrom, PASSWORD, request } from './admin-fixture'

/** The most that a crawl may ask for a second. */
export const FAST = { rate: 20, concurrency: 8 }

type CrawlSeen = {
  status: string
  done: number
  stage: string
  counts: { pages: number; thumbnails: number }
}

/** An empty site for all tests of a file, and the API of its crawls, logged in. */
export async function crawlSite() {
  const { dataDir } = adminSite()
  const session = await import('@/app/api/session/route')
  const list = await import('@/app/api/crawls/route')
  const one = await import('@/app/api/crawls/[id]/route')
  const events = await import('@/app/api/crawls/[id]/events/route')
  const log = await import('@/app/api/crawls/[id]/log/route')

  let cookie = ''
  beforeAll(async () => {
    const body = { password: PASSWORD }
    cookie = cookieFrom(await session.POST(request('POST', '/api/session', { body }), at({})))
  })
  const send = (method: string, address: string, body?: unknown) => request(method, address, { cookie, body })
  const of = (id: number) => at({ id: String(id) })

  const start = (body: unknown) => list.POST(send('POST', '/api/crawls', body), at({}))
  const read = async (id: number) => (await one.GET(send('GET', `/api/crawls/${id}`), of(id))).json()
  return {
    ...{ dataDir, send, start, read },
    list: () => list.GET(send('GET', '/api/crawls'), at({})),
    crawl: (id: number) => one.GET(send('GET', `/api/crawls/${id}`), of(id)),
    steer: (id: number, action: string) => one.PATCH(send('PATCH', `/api/crawls/${id}`, { action }), of(id)),
    remove: (id: number) => one.DELETE(send('DELETE', `/api/crawls/${id}`), of(id)),
    events: (id: number) => events.GET(send('GET', `/api/crawls/${id}/events`), of(id)),
    log: (id: number) => log.GET(send('GET', `/api/crawls/${id}/log`), of(id)),

    /** Starts a crawl that must begin, and gives its number. */
    async begin(body: object): Promise<number> {
      const answer = await start(body)
      const { id, detail } = await answer.json()
      if (answer.status !== 202) throw new Error(`${answer.status}: ${detail}`)
      return id
    },

    /** Waits until a crawl is as asked for, and gives it. */
    async until(id: number, isThere: (crawl: CrawlSeen) => boolean) {
      for (;;) {
        const crawl = await read(id)
        if (isThere(crawl)) return crawl
        await delay(50)
      }
    },
  }
}

export const hasEnded = ({ status }: { status: string }) => !['running', 'paused'].includes(status)

/** A server in place of Sketchfab, which the crawls of this test ask. */
export async function crawledServer(models: number): Promise<SketchfabServer> {
  const server = await sketchfabServer(models)
  vi.stubEnv('SKETCHFAB_API_URL', server.apiUrl)
  return server
}
