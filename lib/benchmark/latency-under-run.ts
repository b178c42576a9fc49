import { setTimeout as delay } from 'node:timers/promises'
import { quantile } from './row'
import { serveSite } from './served-site'
import { timeScript } from './timed-script'

const IDLE_MS = 10_000
const READERS = 4
/** Between a reader's requests: together they ask for about a hundred pages a second. */
const PAUSE_MS = 35

/**
 * The 99th percentile of how long pages take, in milliseconds, for a few readers: while nothing else happens, and
 * while the precompute job embeds everything anew.
 *
 * @param paths asked for in turn
 * @throws Error when any answer is not a success, or the job fails.
 */
export async function measureLatencyUnderRun(
  dataDir: string,
  paths: readonly string[],
): Promise<{ idle: number; underRun: number }> {
  const site = await serveSite(dataDir)
  try {
    const addresses = paths.map((path) => `${site.origin}${path}`)
    // Each page is made at its first visit, which is not what is compared.
    for (const address of addresses) await (await fetch(address)).arrayBuffer()
    const idle = await latencies(addresses, delay(IDLE_MS))
    const underRun = await latencies(addresses, timeScript('precompute', dataDir, ['--mode', 'all']))
    return { idle: quantile(idle, 0.99), underRun: quantile(underRun, 0.99) }
  } finally {
    await site.stop()
  }
}

/** Milliseconds that each request took which a few readers made until `end`. */
export async function latencies(addresses: readonly string[], end: Promise<unknown>): Promise<number[]> {
  const taken: number[] = []
  let isOver = false
  let next = 0
  const over = end.finally(() => (isOver = true))
  const read = async () => {
    while (!isOver) {
      const address = addresses[next++ % addresses.length] ?? ''
      const startedAt = performance.now()
      const answer = await fetch(address)
      await answer.arrayBuffer()
      taken.push(performance.now() - startedAt)
      if (!answer.ok) throw new Error(`${address} answered with ${answer.status}.`)
      await delay(PAUSE_MS)
    }
  }
  await Promise.all([over, ...Array.from({ length: READERS }, read)])
  return taken
}
