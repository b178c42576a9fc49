import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { addresses } from '@/lib/admin/endpoints'
import { MAX_BODY_BYTES } from '@/lib/http/bounds'
import { AROUND_UPLOAD_BYTES } from '@/lib/http/read-upload'
import { MAX_UPLOAD_BYTES } from '@/lib/facts/picture-bounds'

/** The methods that the framework hands on, by the addresses of its route files. */
const routes = readdirSync('app', { recursive: true, encoding: 'utf8' })
  .filter((file) => path.basename(file) === 'route.ts')
  .map((file) => path.dirname(file).replaceAll('\\', '/'))

it.each([
  ['/api/models', 'api/[...path]'],
  ['/api/session', 'api/[...path]'],
  ['/api/index-runs/7', 'api/[...path]'],
  ['/api/crawls/7/events', 'api/[...path]'],
  ['/thumbnails/x', 'thumbnails/[hash]'],
  ['/api/similar', 'api/[...path]'],
  ['/pictures/x/image', 'pictures/[hash]/image'],
  ['/admin/forms/log-in', 'admin/forms/[form]'],
  ['/admin/forms/steer-run', 'admin/forms/[form]'],
])('the framework hands on what %s answers to', async (address, route) => {
  expect(routes).toContain(route)
  const handlers: Record<string, unknown> = await import(path.resolve('app', route, 'route.ts'))
  const own = addresses.methodsOf(address)?.filter((method) => !['HEAD', 'OPTIONS'].includes(method))
  expect(Object.keys(handlers)).toEqual(expect.arrayContaining(own ?? []))
})

describe('what is only read', () => {
  it.each(['/', '/about', '/models/x', '/admin/login', '/nowhere', '/api/models/x', '/thumbnails/x/'])(
    '%s',
    (address) => {
      expect(addresses.methodsOf(address)).toEqual(['GET', 'HEAD', 'OPTIONS'])
    },
  )
})

it('leaves it to the API what to say of its addresses that are not there', () => {
  for (const address of ['/api', '/api/nowhere', '/api/index-runs/1/nothing'])
    expect(addresses.methodsOf(address)).toBeNull()
})

it('a body may have more bytes where a picture is sent, and nowhere else', () => {
  expect(addresses.mostBytesOf('POST', '/api/similar')).toBe(MAX_UPLOAD_BYTES + AROUND_UPLOAD_BYTES)
  for (const [method, address] of [
    ['GET', '/api/similar'],
    ['POST', '/api/session'],
    ['POST', '/api/similar/more'],
    ['POST', '/'],
  ] as const)
    expect(addresses.mostBytesOf(method, address)).toBe(MAX_BODY_BYTES)
})

it('an address without parts of its own goes before one with them', () => {
  const operationOf = (address: string) =>
    addresses.find(address)?.endpoints.get('GET')?.operation?.operationId
  expect(operationOf('/api/index-runs/estimate')).toBe('estimateIndexRun')
  expect(operationOf('/api/index-runs/7')).toBe('getIndexRun')
  expect(addresses.find('/api/models/a%2Fb/similar')?.parts).toEqual({ uid: 'a%2Fb' })
})

it('knows what is behind the password', () => {
  const behind = ['/admin', '/admin/runs/1', '/api/index-runs/1/events', '/api/crawls', '/api/session']
  const open = ['/', '/administration', '/api/models', '/api/health', '/thumbnails/x']
  expect(behind.filter((address) => !addresses.isBehindPassword(address))).toEqual([])
  expect(open.filter((address) => addresses.isBehindPassword(address))).toEqual([])
})
