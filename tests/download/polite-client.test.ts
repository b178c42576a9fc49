import { describe, expect, it } from 'vitest'
import {
  AskedToStayAwayError,
  BudgetSpentError,
  politeClient,
  type PoliteRequest,
  type PoliteSettings,
} from '@/lib/download/polite-client'
import { cutAt, type Reply, serve, stallAt, status, whole } from './download-server'

const content = Buffer.from('what there is')

const client = (settings: Partial<PoliteSettings> = {}) =>
  politeClient({
    userAgent: 'tester/1',
    requestsPerSecond: 10_000,
    timeoutMs: 60_000,
    attempts: 3,
    backoffMs: 1,
    maxRequests: 1_000,
    ...settings,
  })

const request = (address: string, changes: Partial<PoliteRequest> = {}): PoliteRequest => ({
  address,
  maxBytes: 100_000,
  isAllowed: () => true,
  mayBePrivate: true,
  ...changes,
})

const redirect = (to: string): Reply => status(302, { Location: to })

it('gets what there is, saying who asks', async () => {
  const seen: unknown[] = []
  const { url } = await serve((received, response) => {
    seen.push([received.method, received.headers['user-agent'], received.headers.authorization])
    response.end(content)
  })
  const reply = await client().get(request(url, { headers: { Authorization: 'Token x' } }))
  expect(reply).toEqual({ kind: 'found', body: content })
  expect(seen).toEqual([['GET', 'tester/1', 'Token x']])
})

it('never makes more requests a second than it may, however many are wanted at once', async () => {
  const times: number[] = []
  const { url } = await serve((_request, response) => {
    times.push(performance.now())
    response.end()
  })
  const polite = client({ requestsPerSecond: 40 })
  const began = performance.now()
  await Promise.all(Array.from({ length: 50 }, () => polite.get(request(url))))
  // A slow machine makes them later, never earlier.
  expect(times.map((time, at) => time - began - at * 25).filter((late) => late < 0)).toEqual([])
  expect(polite.counts().requests).toBe(50)
})

it('does not catch up at once after its process was held up', async () => {
  const times: number[] = []
  const { url } = await serve((_request, response) => {
    times.push(performance.now())
    response.end()
  })
  const polite = client({ requestsPerSecond: 40 })
  const all = Promise.all(Array.from({ length: 30 }, () => polite.get(request(url))))
  await expect.poll(() => times.length).toBeGreaterThan(2)
  const heldUp = performance.now() + 600
  while (performance.now() < heldUp);
  // What was on its way may be read only now.
  const before = times.length + 2
  await all
  const late = times.slice(before).map((time, at) => time - heldUp - at * 25)
  expect(late.filter((time) => time < 0)).toEqual([])
})

describe('a server in trouble', () => {
  it.each([
    ['429', status(429)],
    ['500', status(500)],
    ['503', status(503)],
    ['an answer that breaks off', cutAt(content, 4)],
  ])('that answers with %s is asked again, later', async (_name, trouble) => {
    const { url, ranges } = await serve(trouble, trouble, whole(content))
    const polite = client()
    expect(await polite.get(request(url))).toEqual({ kind: 'found', body: content })
    expect(ranges).toHaveLength(3)
    expect(polite.counts()).toMatchObject({ requests: 3, waits: 2 })
  })

  it('is given up after so many attempts, with its last word', async () => {
    const { url, ranges } = await serve(status(500))
    expect(await client().get(request(url))).toEqual({
      kind: 'failed',
      reason: 'the server answered 500, in 3 attempts',
      isTemporary: true,
    })
    expect(ranges).toHaveLength(3)
  })

  it('that stalls is not waited for longer than the time-out', async () => {
    const { url } = await serve(stallAt(content, 4))
    expect(await client({ timeoutMs: 100, attempts: 2 }).get(request(url))).toMatchObject({
      reason: 'no whole answer came within 0.1 s, in 2 attempts',
    })
  })

  it('is left alone by everybody for as long as its Retry-After says', async () => {
    const times: number[] = []
    const { url } = await serve(
      (_request, response) => response.writeHead(429, { 'Retry-After': '1' }).end(),
      (_request, response) => {
        times.push(performance.now())
        response.end()
      },
    )
    const polite = client()
    const startedAt = performance.now()
    const first = polite.get(request(url))
    while (polite.counts().waits === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    await Promise.all([first, polite.get(request(url)), polite.get(request(url))])
    expect(Math.min(...times) - startedAt).toBeGreaterThanOrEqual(990)
    expect(times).toHaveLength(3)
    expect(polite.counts()).toMatchObject({ waits: 1, waitedMs: 1_000 })
  })

  it('that asks to be left alone for long ends the work', async () => {
    const { url } = await serve(status(429, { 'Retry-After': '3600' }))
    const asked = client().get(request(url))
    await expect(asked).rejects.toThrow(AskedToStayAwayError)
    await expect(asked).rejects.toThrow('left alone for 60 minutes')
  })
})

it.each([400, 401, 403, 404, 410])('takes %i for an answer at once', async (code) => {
  const { url, ranges } = await serve(status(code))
  expect(await client().get(request(url))).toEqual({
    kind: 'refused',
    status: code,
    headers: expect.objectContaining({ connection: 'keep-alive' }),
    reason: `the server answered ${code}`,
  })
  expect(ranges).toHaveLength(1)
})

it('makes so many requests as it may, repeated ones included, and no more', async () => {
  const { url, ranges } = await serve(status(500), whole(content))
  const polite = client({ maxRequests: 3 })
  await polite.get(request(url))
  await polite.get(request(url))
  await expect(polite.get(request(url))).rejects.toThrow(BudgetSpentError)
  expect(ranges).toHaveLength(3)
})

it('reads no more of an endless answer than it may', async () => {
  const { url, sentBytes } = await serve((_request, response, send) => {
    const goOn = () => send(response, Buffer.alloc(65_536), goOn)
    goOn()
  })
  expect(await client().get(request(url))).toEqual({
    kind: 'failed',
    fault: 'too-long',
    reason: 'the answer has more than 100000 bytes',
    isTemporary: false,
  })
  expect(sentBytes()).toBeLessThan(20_000_000)
})

describe('a redirect', () => {
  it('is followed to where requests may go', async () => {
    const { url } = await serve(redirect('/elsewhere'), whole(content))
    expect(await client().get(request(url))).toEqual({ kind: 'found', body: content })
  })

  it('is followed nowhere else', async () => {
    const secret = await serve(whole(content))
    const { url } = await serve(redirect(secret.url))
    const isAllowed = (address: string) => address === url
    expect(await client().get(request(url, { isAllowed }))).toEqual({
      kind: 'failed',
      reason: `${secret.url} is not an address that may be asked`,
      isTemporary: false,
    })
    expect(secret.ranges).toEqual([])
  })

  it('does not lead round in circles', async () => {
    const { url, ranges } = await serve(redirect('/again'))
    expect(await client().get(request(url))).toMatchObject({ reason: 'it redirects without end' })
    expect(ranges).toHaveLength(4)
  })
})

it('does not ask this machine, by address or by name, unless it may', async () => {
  const { url, ranges } = await serve(whole(content))
  const { port } = new URL(url)
  const polite = client({ attempts: 1 })
  for (const host of ['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0', '2130706433', 'localhost']) {
    const reply = await polite.get(request(`http://${host}:${port}/`, { mayBePrivate: false }))
    expect({ host, reply }).toEqual({
      host,
      reply: expect.objectContaining({
        kind: 'failed',
        reason: expect.stringContaining('not a public address'),
      }),
    })
  }
  expect(ranges).toEqual([])
})

it('stops waiting at once when it is told to', async () => {
  const { url } = await serve(status(429, { 'Retry-After': '60' }))
  const stop = new AbortController()
  const polite = client({ signal: stop.signal })
  const asked = polite.get(request(url))
  const startedAt = performance.now()
  setTimeout(() => stop.abort(new Error('enough')), 50)
  await expect(asked).rejects.toThrow('enough')
  await expect(polite.get(request(url))).rejects.toThrow('enough')
  expect(performance.now() - startedAt).toBeLessThan(30_000)
})
