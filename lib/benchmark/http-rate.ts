import autocannon from 'autocannon'
import { median } from './row'

const SECONDS = 4
const ROUNDS = 3
const CONNECTIONS = 8

/**
 * Requests a second of two sets of addresses of one server, measured in turn, medians of three. The client
 * shares the cores with the server.
 *
 * @throws Error when any answer is not a success.
 */
export async function measureHttpRates(
  origin: string,
  paths: readonly string[],
  otherPaths: readonly string[],
): Promise<{ rate: number; otherRate: number }> {
  const rates: number[] = []
  const otherRates: number[] = []
  for (const warmUp of [paths, otherPaths]) await requestsPerSecond(origin, warmUp, 1)
  for (let round = 0; round < ROUNDS; round++) {
    rates.push(await requestsPerSecond(origin, paths, SECONDS))
    otherRates.push(await requestsPerSecond(origin, otherPaths, SECONDS))
  }
  return { rate: median(rates), otherRate: median(otherRates) }
}

async function requestsPerSecond(
  origin: string,
  paths: readonly string[],
  duration: number,
): Promise<number> {
  const requests = paths.map((path) => ({ method: 'GET' as const, path }))
  const result = await autocannon({ url: origin, requests, duration, connections: CONNECTIONS })
  const failed = result.errors + result.non2xx
  if (failed > 0) throw new Error(`${failed} of ${result.requests.total} requests to ${paths[0]} … failed.`)
  return result.requests.average
}
