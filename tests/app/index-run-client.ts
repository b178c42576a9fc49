import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import { loggedInSite } from './admin-fixture'

/** An empty site for all tests of a file, and the API of its index runs, logged in. */
export async function indexRunSite() {
  const { send, ...place } = await loggedInSite()
  const start = (body: unknown) => send('POST', '/api/index-runs', body)
  const run = (id: number | string) => send('GET', `/api/index-runs/${encodeURIComponent(id)}`)
  const read = async (id: number) => (await run(id)).json()

  /** Waits until a run is no longer active, and gives it. */
  async function ended(id: number) {
    for (;;) {
      const view = await read(id)
      if (!['waiting', 'running', 'paused'].includes(view.status)) return view
      await delay(50)
    }
  }

  return {
    ...place,
    send,
    start,
    run,
    read,
    ended,
    list: (query = '') => send('GET', `/api/index-runs${query}`),
    steer: (id: number, action: string) => send('PATCH', `/api/index-runs/${id}`, { action }),
    remove: (id: number) => send('DELETE', `/api/index-runs/${id}`),
    estimate: (query: string) => send('GET', `/api/index-runs/estimate?${query}`),
    failures: (id: number) => send('GET', `/api/index-runs/${id}/failures`),
    log: (id: number, query = '') => send('GET', `/api/index-runs/${id}/log${query}`),
    audit: () => send('GET', '/api/audit-entries'),

    /** Starts a run that must begin, and gives it as it has ended. */
    async startToEnd(body: unknown) {
      const answer = await start(body)
      expect(answer.status).toBe(202)
      return ended((await answer.json()).id)
    },
  }
}
