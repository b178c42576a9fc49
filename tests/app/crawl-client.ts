import { setTimeout as delay } from 'node:timers/promises'
import { vi } from 'vitest'
import { type SketchfabServer, sketchfabServer } from '../setup/sketchfab-server'
import { loggedInSite } from './admin-fixture'

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
  const { send, ...place } = await loggedInSite()
  const start = (body: unknown) => send('POST', '/api/crawls', body)
  const read = async (id: number) => (await send('GET', `/api/crawls/${id}`)).json()
  return {
    ...place,
    send,
    start,
    read,
    list: () => send('GET', '/api/crawls'),
    crawl: (id: number) => send('GET', `/api/crawls/${id}`),
    steer: (id: number, action: string) => send('PATCH', `/api/crawls/${id}`, { action }),
    remove: (id: number) => send('DELETE', `/api/crawls/${id}`),
    events: (id: number) => send('GET', `/api/crawls/${id}/events`),
    log: (id: number) => send('GET', `/api/crawls/${id}/log`),

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
