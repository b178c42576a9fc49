import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Database } from '@/lib/database/database'
import { rateMeter } from './rate-meter'

/** How often a worker says that it is alive. */
const REPORT_MS = 3_000

export type Reporter = {
  /** Takes note of what the worker does, and says it where that is something else than before. */
  tell(state: string): void
  /** Takes note of so many images more. */
  count(images: number): void
  end(): Promise<void>
}

/** Says now and then in the database that the worker is alive, and what it does. */
export function reporter(
  { units }: Pick<Database, 'units'>,
  { engine, version }: { engine: string; version: string },
  say: (line: string) => void,
): Reporter {
  const id = randomUUID()
  let state = 'has started'
  let images = 0
  const meter = rateMeter()
  let reporting: Promise<void> | null = null

  function report(): void {
    meter.add(images)
    const who = { id, host: hostname(), pid: process.pid, version, engine }
    // A sign of life that could not be given is no reason to end.
    reporting ??= units.workers
      .report({ ...who, state, rate: meter.rate() })
      .catch(() => {})
      .finally(() => (reporting = null))
  }

  const beating = setInterval(report, REPORT_MS)
  report()
  return {
    tell(now) {
      if (now === state) return
      state = now
      say(now)
      report()
    },
    count: (more) => void (images += more),
    async end() {
      clearInterval(beating)
      await reporting
      await units.workers.forget(id).catch(() => {})
    },
  }
}
