import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { Database } from '@/lib/database/database'
import { readVectorBlocks } from '@/lib/indexing/kept-vectors'
import { holdVectors } from '@/lib/similarity/held-vectors'
import { latencies } from './latency-under-run'
import { randomUnitVectors } from './random-vectors'
import { median, quantile } from './row'
import { serveSite } from './served-site'

const SEARCHES = 40
const READ_MS = 10_000
/** Memory that has not grown for so long does not. */
const SETTLED_MS = 2_000
/** Searches that are under way all the time, while pages are read. */
const SEARCHERS = 2

/** Milliseconds that a question takes which is compared with all vectors of a run as they are, at the median. */
export async function measureExactSearch(database: Database, runId: number): Promise<number> {
  const dimensions = await database.vectors.findVectorDimensions(runId)
  if (dimensions === null) throw new Error(`Run ${runId} keeps no vectors.`)
  const held = await holdVectors(dimensions)
  for await (const block of readVectorBlocks(database, runId)) held.add(block)
  const questions = randomUnitVectors(SEARCHES, dimensions, 5)
  const taken: number[] = []
  for (let at = 0; at < SEARCHES; at++) {
    const vector = questions.subarray(at * dimensions, (at + 1) * dimensions)
    const startedAt = performance.now()
    await held.nearest({ vector }, { limit: 24, among: null, without: [], expansion: 0 })
    taken.push(performance.now() - startedAt)
  }
  await held.dispose()
  return median(taken)
}

export type PictureSearchTimes = {
  /** Milliseconds of the first search after a start, and of later ones at the median. */
  first: number
  warm: number
  /** Milliseconds that a page takes at the 99th percentile, while nothing else is asked for and beside searches. */
  idle: number
  underSearches: number
}

/**
 * Looks for pictures on a server that has just been started over a data directory.
 *
 * @param pictures files, small ones: decoding them is part of what is measured
 * @param paths of pages
 * @throws Error when any answer is not a success
 */
export async function measurePictureSearch(
  dataDir: string,
  pictures: readonly Buffer[],
  paths: readonly string[],
): Promise<PictureSearchTimes> {
  const site = await serveSite(dataDir)
  const look = async (at: number): Promise<number> => {
    const form = new FormData()
    form.set('image', new File([Uint8Array.from(pictures[at % pictures.length] ?? [])], 'picture'))
    const startedAt = performance.now()
    const answer = await fetch(`${site.origin}/api/similar`, { method: 'POST', body: form })
    const said = await answer.text()
    if (!answer.ok) throw new Error(`POST /api/similar answered with ${answer.status}: ${said}`)
    return performance.now() - startedAt
  }
  try {
    const addresses = paths.map((path) => `${site.origin}${path}`)
    // Each page is made at its first visit, which is not what is compared.
    for (const address of addresses) await (await fetch(address)).arrayBuffer()
    const idle = await latencies(addresses, delay(READ_MS))
    const first = await look(0)
    const warm: number[] = []
    for (let at = 1; at <= SEARCHES; at++) warm.push(await look(at))
    const end = performance.now() + READ_MS
    const search = async () => {
      for (let at = 0; performance.now() < end; at++) await look(at)
    }
    const underSearches = await latencies(addresses, Promise.all(Array.from({ length: SEARCHERS }, search)))
    const late = (taken: readonly number[]) => quantile(taken, 0.99)
    return { first, warm: median(warm), idle: late(idle), underSearches: late(underSearches) }
  } finally {
    await site.stop()
  }
}

/**
 * Megabytes that a web server has more once it holds the vectors of its published run, with the thread that does; NaN where the system
 * does not tell.
 */
export async function measureVectorMemory(dataDir: string): Promise<number> {
  const site = await serveSite(dataDir)
  try {
    await (await fetch(site.origin)).arrayBuffer()
    const before = residentMegabytes(site.pid)
    if (Number.isNaN(before)) return before
    // The vectors are loaded while a picture comes in; of this form none does, so that nothing else is.
    const answer = await fetch(`${site.origin}/api/similar`, { method: 'POST', body: new FormData() })
    if (answer.status !== 400) throw new Error(`A form without a picture was answered with ${answer.status}.`)
    let last = 0
    for (let now = before; Math.abs(now - last) > 0.5 || now === before; now = residentMegabytes(site.pid)) {
      last = now
      await delay(SETTLED_MS)
    }
    return last - before
  } finally {
    await site.stop()
  }
}

function residentMegabytes(pid: number): number {
  if (process.platform !== 'linux') return Number.NaN
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1024
}
