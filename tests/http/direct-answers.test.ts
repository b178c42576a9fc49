import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import { beforeEach, expect, it, vi } from 'vitest'
import { addresses } from '@/lib/admin/endpoints'
import { directAnswerer } from '@/lib/http/direct-answers'
import { problemResponse } from '@/lib/http/problem'
import { behind, serve } from './server-fixture'

let revision: string | undefined
let asked: Request[] = []
let respond: (request: Request) => Response | Promise<Response>

beforeEach(() => {
  revision = 'one'
  asked = []
  respond = () => Response.json({ revision }, { headers: { 'cache-control': 'no-cache' } })
})

/** A server that answers directly, and what asks it. */
async function site() {
  const answer = async (request: Request) => {
    asked.push(request)
    return respond(request)
  }
  const { port } = await serve(
    {},
    { answerDirectly: directAnswerer({ addresses, answer, readRevision: () => revision }) },
  )
  const address = (path: string) => `http://127.0.0.1:${port}${path}`
  return Object.assign((path: string, init?: RequestInit) => fetch(address(path), init), { address })
}

it('what holds until the catalogue changes is made once until then, each address for itself', async () => {
  const get = await site()
  for (const path of ['/api/models', '/api/models', '/api/models?limit=1', '/api/models/x/similar']) {
    expect(await (await get(path)).json()).toEqual({ revision: 'one' })
  }
  expect(asked).toHaveLength(3)
  revision = 'two'
  expect(await (await get('/api/models')).json()).toEqual({ revision: 'two' })
  expect(behind.seen).toEqual([])
})

it('what was made while the catalogue changed is made once more', async () => {
  const get = await site()
  respond = () => {
    revision = 'two'
    return Response.json('of the old catalogue')
  }
  await get('/api/models')
  respond = () => Response.json('of the new one')
  expect(await (await get('/api/models')).json()).toBe('of the new one')
})

it('nothing is kept of what went wrong, of what says so, or while the revision cannot be read', async () => {
  const get = await site()
  respond = () => problemResponse(404, 'There is no model.')
  for (let time = 0; time < 2; time++) {
    const answer = await get('/api/models/x')
    expect(answer.status).toBe(404)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
  }
  respond = () => Response.json('well')
  for (const path of ['/api/health', '/api/health']) await get(path)
  revision = undefined
  for (const path of ['/api/models', '/api/models']) await get(path)
  expect(asked).toHaveLength(6)
})

it('carries the headers that every answer does, and of the body as much as is asked for', async () => {
  const get = await site()
  respond = () => Response.json('x'.repeat(5_000), { headers: { 'cache-control': 'no-cache' } })
  for (const method of ['GET', 'HEAD']) {
    const answer = await get('/api/models', { method })
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'")
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('cache-control')).toBe('no-cache')
    expect(answer.headers.get('vary')).toBe('accept-encoding')
    expect(await answer.text()).toHaveLength(method === 'GET' ? 5_002 : 0)
  }
})

it('is compressed for whoever takes gzip', async () => {
  const get = await site()
  respond = () => Response.json('x'.repeat(5_000))
  const read = async (accepted: string) => {
    const sent = request(get.address('/api/models'), { headers: { 'accept-encoding': accepted } }).end()
    const [response]: IncomingMessage[] = await once(sent, 'response')
    const body = await buffer(response ?? expect.fail('no response'))
    return { encoding: response?.headers['content-encoding'], body }
  }
  for (const accepted of ['gzip', 'br, gzip;q=0.5', 'GZIP']) {
    const { encoding, body } = await read(accepted)
    expect(encoding).toBe('gzip')
    expect(gunzipSync(body)).toHaveLength(5_002)
  }
  for (const accepted of ['identity', 'br', 'gzip;q=0', 'x;;q']) {
    const { encoding, body } = await read(accepted)
    expect(encoding).toBeUndefined()
    expect(body).toHaveLength(5_002)
  }
})

it('what is no public reading goes to the framework', async () => {
  const get = await site()
  for (const [path, method] of [
    ['/', 'GET'],
    ['/api/nowhere', 'GET'],
    ['/api/models/', 'GET'],
    ['/api/index-runs', 'GET'],
    ['/api/session', 'POST'],
  ]) {
    await get(path ?? '', { method })
  }
  expect(asked).toEqual([])
  expect(behind.seen.map(({ url }) => url)).toEqual([
    '/',
    '/api/nowhere',
    '/api/models/',
    '/api/index-runs',
    '/api/session',
  ])
})

it('an answer that fails is no answer', async () => {
  const get = await site()
  vi.mocked(console.error).mockImplementation(() => undefined)
  respond = () => Promise.reject(new Error('of the handler'))
  await expect(get('/api/models')).rejects.toThrow()
  expect(vi.mocked(console.error)).toHaveBeenCalledOnce()
  vi.mocked(console.error).mockClear()
})
