import { spawn } from 'node:child_process'
import { once } from 'node:events'
import autocannon from 'autocannon'
import { endWithThisProcess } from './end-with-this-process'
import { mediansInTurn } from './in-turn'

const SECONDS = 4
const CONNECTIONS = 8

/** Addresses of one server. */
export type Asked = { origin: string; paths: readonly string[] }

/**
 * Requests a second of two sets of addresses, measured in turn, medians of three. The client shares the cores with the
 * servers.
 *
 * @throws Error when any answer is not a success.
 */
export async function measureHttpRates(
  asked: Asked,
  other: Asked,
): Promise<{ rate: number; otherRate: number }> {
  for (const warmUp of [asked, other]) await requestsPerSecond(warmUp, 1)
  const [rate, otherRate] = await mediansInTurn(
    () => requestsPerSecond(asked, SECONDS),
    () => requestsPerSecond(other, SECONDS),
  )
  return { rate, otherRate }
}

async function requestsPerSecond({ origin, paths }: Asked, duration: number): Promise<number> {
  const requests = paths.map((path) => ({ method: 'GET' as const, path }))
  const result = await autocannon({ url: origin, requests, duration, connections: CONNECTIONS })
  const failed = result.errors + result.non2xx
  if (failed > 0) throw new Error(`${failed} of ${result.requests.total} requests to ${paths[0]} … failed.`)
  return result.requests.average
}

/** Serves similar models by a bare handler over the same statements, in a process of its own. */
export async function serveBare(databaseFile: string): Promise<{ origin: string; stop(): void }> {
  const server = spawn(process.execPath, ['--import', 'tsx', 'lib/benchmark/bare-similar.ts', databaseFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  endWithThisProcess(server)
  const [port] = await once(server.stdout, 'data')
  return { origin: `http://127.0.0.1:${String(port).trim()}`, stop: () => void server.kill() }
}
