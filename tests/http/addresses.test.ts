import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { isBehindPassword, methodsOf } from '@/lib/http/addresses'
import { temporaryDirectoryOfFile } from '../setup/temporary'

vi.stubEnv('DATA_DIR', temporaryDirectoryOfFile())

/** The files that answer with something else than a page, and those that do for what is nowhere. */
const routes = readdirSync('app', { recursive: true, encoding: 'utf8' })
  .filter((file) => path.basename(file) === 'route.ts')
  .map((file) => `/${path.dirname(file).replaceAll('\\', '/')}`)

it.each(routes.filter((route) => !route.includes('...')))('knows what %s answers to', async (route) => {
  const handlers: Record<string, unknown> = await import(path.resolve('app', `.${route}`, 'route.ts'))
  const methods = Object.keys(handlers).filter((name) => /^[A-Z]+$/.test(name))
  const reading = methods.includes('GET') ? ['HEAD'] : []
  expect(methodsOf(route.replaceAll(/\/\([^/]+\)/g, '').replaceAll(/\[\w+\]/g, 'x'))?.toSorted()).toEqual(
    [...methods, ...reading, 'OPTIONS'].toSorted(),
  )
})

describe('what is only read', () => {
  it.each(['/', '/about', '/models/x', '/admin/login', '/nowhere', '/api/models/x', '/thumbnails/x/'])(
    '%s',
    (address) => {
      expect(methodsOf(address)).toEqual(['GET', 'HEAD', 'OPTIONS'])
    },
  )
})

it('leaves it to the API what to say of its addresses that are not there', () => {
  for (const address of ['/api', '/api/nowhere', '/api/index-runs/1/nothing'])
    expect(methodsOf(address)).toBeNull()
})

it('knows what is behind the password', () => {
  const behind = ['/admin', '/admin/runs/1', '/api/index-runs/1/events', '/api/crawls', '/api/session']
  const open = ['/', '/administration', '/api/models', '/api/health', '/thumbnails/x']
  expect(behind.filter((address) => !isBehindPassword(address))).toEqual([])
  expect(open.filter((address) => isBehindPassword(address))).toEqual([])
})
