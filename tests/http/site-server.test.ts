import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import type { Reach } from '@/lib/http/site-origin'
import { behind, exchange, get, serve, statusOf } from './server-fixture'

describe('what is behind the password', () => {
  it.each([
    '/admin',
    '/admin/login',
    '/admin/runs/1',
    '/api/index-runs',
    '/api/crawls/1/log',
    '/api/audit-entries',
  ])('%s is kept by no cache', async (target) => {
    const { port } = await serve()
    behind.handle = async (_, response) =>
      void response
        .writeHead(200, { 'cache-control': 'public, max-age=60', 'content-type': 'text/html' })
        .end('x')
    // As the framework's compression does it.
    const answer = await exchange(port, get(target))
    expect(answer).toMatch(/\r\ncache-control: no-store\r\n/)
    expect(answer).not.toContain('max-age')
  })
})

describe('a model’s page', () => {
  const asked = async (reach: Reach, headers: string, target = '/models/oak?x=1') => {
    await exchange((await serve(reach)).port, get(target, headers))
    return behind.seen.at(-1)?.url
  }
  const proxied = 'X-Forwarded-Host: Shop.Example:443\r\nX-Forwarded-Proto: https\r\n'
  const siteUrl = new URL('https://models.example')

  it('is made for the address that a trusted proxy names, and for no other one', async () => {
    expect(await asked({ trustProxy: true }, proxied)).toBe('/at/https%3A%2F%2Fshop.example/models/oak?x=1')
    expect(await asked({}, proxied)).toBe('/models/oak?x=1')
    expect(await asked({ trustProxy: true, siteUrl }, proxied)).toBe('/models/oak?x=1')
    expect(await asked({ trustProxy: true }, proxied, '/about')).toBe('/about')
    expect(await asked({ trustProxy: true }, `${proxied}RSC: 1\r\n`)).toBe('/models/oak?x=1')
    expect(await asked({ trustProxy: true }, 'X-Forwarded-Host: "><script>\r\n')).toBe('/models/oak?x=1')
  })
})

it('a connection more than allowed is closed', async () => {
  const { port, server } = await serve()
  server.maxConnections = 2
  const open: Socket[] = []
  for (let count = 0; count < 3; count++) {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    open.push(socket)
  }
  await once(open[2] ?? expect.fail('no third'), 'close')
  open[0]?.end(get('/'))
  expect(statusOf((await buffer(open[0] ?? expect.fail('no first'))).toString())).toBe(200)
})
