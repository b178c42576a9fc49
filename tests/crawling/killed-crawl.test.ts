import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { DatabasePlace } from '@/lib/database/place'
import type { RawDatabase } from '../setup/raw-database'
import { folderStorage } from '@/lib/storage/files'
import { isStored } from '@/lib/thumbnails/store'
import { type SketchfabServer, sketchfabServer, status } from '../setup/sketchfab-server'
import { temporaryDatabase } from '../setup/temporary'
import { snapshot, startCrawl } from './crawl-fixtures'

const MODELS = 800
const KILLS = 5
const CONCURRENCY = 8
const OPTIONS = { limit: MODELS, concurrency: CONCURRENCY }

/** Now and then the server is in trouble. */
function troubled(server: SketchfabServer): void {
  server.interfere = (_request, response) => {
    const place = server.requests.length
    if (place % 97 === 0) return status(response, 500)
    if (place % 101 === 0) return status(response, 429, place % 2 === 0 ? { 'Retry-After': '0' } : {})
    return false
  }
}

const repeats = (requests: readonly string[]) => requests.length - new Set(requests).size

async function crawlToTheEnd(server: SketchfabServer, place: DatabasePlace) {
  const child = startCrawl(place, server.apiUrl, OPTIONS)
  await once(child, 'close')
  expect(child.exitCode).toBe(0)
}

/** How much of the work is written, so that kills can be spread over all of it however fast this machine is. */
async function workDone(connection: RawDatabase): Promise<number> {
  return Number(await connection.value('SELECT count(*) + count(fetchedThumbnailUrl) FROM Model'))
}

it('killed at five random moments and restarted, comes to the same as undisturbed, and asks nothing twice', async () => {
  const [calm, killed] = [await temporaryDatabase(), await temporaryDatabase()]
  const server = await sketchfabServer(MODELS)
  troubled(server)

  await crawlToTheEnd(server, calm)
  const asked = server.answered.splice(0)
  expect(repeats(asked)).toBe(0)
  expect(server.mostInFlight()).toBeLessThanOrEqual(CONCURRENCY)

  const work = await workDone(calm.connection)
  const moments = Array.from({ length: KILLS }, () => Math.random() * work * 0.8).sort((a, b) => a - b)
  for (const moment of moments) {
    const child = startCrawl(killed, server.apiUrl, OPTIONS)
    while ((await workDone(killed.connection)) < moment) {
      expect(child.exitCode).toBeNull()
      await sleep(1)
    }
    await sleep(Math.random() * 20)
    child.kill('SIGKILL')
    await once(child, 'close')
    expect(child.signalCode).toBe('SIGKILL')
  }
  await crawlToTheEnd(server, killed)

  expect(await snapshot(killed.connection)).toEqual(await snapshot(calm.connection))
  expect(new Set(server.answered)).toEqual(new Set(asked))
  // Only what was under way at a kill is asked for again.
  expect(repeats(server.answered)).toBeLessThanOrEqual(KILLS * CONCURRENCY)
  const hashes = await killed.connection.values<string>('SELECT hash FROM Thumbnail')
  for (const hash of hashes) expect(await isStored(folderStorage(killed.dataDir), hash)).toBe(true)
})
