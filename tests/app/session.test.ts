import { monitorEventLoopDelay } from 'node:perf_hooks'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { sealData } from 'iron-session'
import { MAX_BODY_BYTES } from '@/lib/http/bounds'
import { beforeEach, describe, expect, it } from 'vitest'
import { loginQueue } from '@/lib/admin/access/login-delay'
import { openSqliteFile } from '../setup/sqlite-file'
import { adminSite, answer as answerTo, ask, cookieFrom, detailOf, PASSWORD, request } from './admin-fixture'
import { isOverPostgresql } from '../setup/sqlite-alone'

const { dataDir } = await adminSite()

const logIn = (password: string, headers?: Record<string, string>) =>
  ask('POST', '/api/session', { body: { password }, headers })
const logOut = (cookie: string) => ask('DELETE', '/api/session', { cookie })
const runs = (cookie?: string) => ask('GET', '/api/index-runs', { cookie })

beforeEach(() => {
  globalThis.recASketchLoginQueue = undefined
})

describe('logging in', () => {
  it('with the right password gives a cookie that scripts and other sites cannot use, and that opens the admin API', async () => {
    const answer = await logIn(PASSWORD)
    expect(answer.status).toBe(200)
    const { expiresAt } = await answer.json()
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(60 * 60_000)
    expect(answer.headers.get('set-cookie')).toMatch(/; Path=\/; HttpOnly; SameSite=Strict; Expires=/)
    expect(answer.headers.get('set-cookie')).not.toContain('Secure')
    expect((await runs(cookieFrom(answer))).status).toBe(200)
  })

  it('over https gives a cookie for https alone', async () => {
    const answer = await logIn(PASSWORD, { 'x-forwarded-proto': 'https' })
    expect(answer.headers.get('set-cookie')).toMatch(/; Secure$/)
  })

  it('with a wrong password is refused, without a hint of how wrong', async () => {
    for (const wrong of ['', PASSWORD.slice(0, -1), `${PASSWORD} `, PASSWORD.toUpperCase()]) {
      const answer = await logIn(wrong)
      expect(answer.status).toBe(401)
      expect(answer.headers.get('set-cookie')).toBeNull()
      const detail = await detailOf(answer)
      expect(detail).toContain('not the password')
      expect(detail).not.toContain(PASSWORD)
    }
  })

  it('answers five at once and then five a second, all guessers together', async () => {
    const startedAt = performance.now()
    const answers = await Promise.all(Array.from({ length: 10 }, () => logIn('wrong')))
    expect(performance.now() - startedAt).toBeGreaterThan(990)
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 401))
  })

  it.each([
    ['the admin’s own address', () => ({ 'x-forwarded-for': '203.0.113.1' })],
    ['ever other addresses', () => ({ 'x-forwarded-for': `198.51.100.${Math.random()}` })],
  ])('with the right password works within seconds while many guess from %s', async (_, from) => {
    let isOver = false
    async function guess() {
      while (!isOver) await logIn('wrong', from())
    }
    const guessers = Array.from({ length: 10 }, guess)
    for (let attempt = 0; attempt < 2; attempt++) {
      expect((await logIn(PASSWORD, { 'x-forwarded-for': '203.0.113.1' })).status).toBe(200)
    }
    isOver = true
    await Promise.all(guessers)
  })

  it('from a browser that has before comes next, whoever else guesses', async () => {
    const cookies = (await logIn(PASSWORD)).headers.getSetCookie()
    const browser = cookies.find((cookie) => cookie.startsWith('rec-a-sketch-browser=')) ?? ''
    expect(browser).toMatch(/; Path=\/; HttpOnly; SameSite=Strict; Max-Age=/)
    const guesses = Array.from({ length: 30 }, () => logIn('wrong'))
    const answer = await logIn(PASSWORD, { cookie: browser.split(';')[0] ?? '' })
    expect(answer.status).toBe(200)
    expect(await Promise.race([Promise.all(guesses), 'still waiting'])).toBe('still waiting')
    // What it has to be known by opens nothing.
    expect((await runs(browser.split(';')[0])).status).toBe(401)
  })

  it('with too many at once is refused, and told when to come again', async () => {
    globalThis.recASketchLoginQueue = loginQueue({ mostWaiting: 0 })
    const answer = await logIn('wrong')
    expect(answer.status).toBe(429)
    expect(answer.headers.get('retry-after')).toBe('10')
    expect(await detailOf(answer)).toContain('Try again in 10 s')
  })

  it.each([
    ['no JSON', { body: undefined, headers: { 'content-type': 'text/plain' } }, 415],
    ['another field', { body: { word: PASSWORD } }, 400],
    ['a number', { body: { password: 12 } }, 400],
    ['a list', { body: [] }, 400],
    ['a body without end', { body: { password: 'x'.repeat(100_000) } }, 413],
  ])('with %s says what is wrong', async (_, options, status) => {
    const answer = await ask('POST', '/api/session', options)
    expect(answer.status).toBe(status)
    expect(await detailOf(answer)).not.toContain(PASSWORD)
  })

  it('with a body that goes on and on reads no more of it than is allowed', async () => {
    let given = 0
    let isCancelled = false
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        given += 4096
        controller.enqueue(new Uint8Array(4096).fill(32))
      },
      cancel: () => void (isCancelled = true),
    })
    const headers = { 'content-type': 'application/json', host: 'localhost:3000' }
    const endless = { method: 'POST', headers, body, duplex: 'half' }
    const answer = await answerTo(new Request('http://localhost:3000/api/session', endless))
    expect(answer.status).toBe(413)
    expect(await detailOf(answer)).toContain(`${MAX_BODY_BYTES} bytes`)
    expect({ isCancelled, given }).toEqual({ isCancelled: true, given: expect.any(Number) })
    expect(given).toBeLessThan(MAX_BODY_BYTES + 20_000)
  })

  it('with a body that says it is too long does not begin to read it', async () => {
    const headers = { 'content-length': String(400 * 2 ** 20) }
    const answer = await ask('POST', '/api/session', { body: {}, headers })
    expect(answer.status).toBe(413)
  })

  it('with bytes that are no text says so', async () => {
    const headers = { 'content-type': 'Application/JSON', host: 'localhost:3000' }
    const body = new Uint8Array([0x22, 0xff, 0xfe, 0x22])
    const answer = await answerTo(
      new Request('http://localhost:3000/api/session', { method: 'POST', headers, body }),
    )
    expect(answer.status).toBe(400)
    expect(await detailOf(answer)).toBe('The body is not UTF-8.')
  })

  it('behind a proxy works however the proxy writes what it was asked for, and else says what to set', async () => {
    const host = '127.0.0.1:3000'
    for (const [origin, forwarded] of [
      ['https://shop.example', 'Shop.Example:443, inner.local'],
      ['https://shop.example:8443', 'shop.example'],
      ['http://[2001:db8::1]:8080', '[2001:DB8::1]:8080'],
    ] as const) {
      const answer = await logIn(PASSWORD, { host, origin, 'x-forwarded-host': forwarded })
      expect(answer.status, origin).toBe(200)
      expect(answer.headers.get('set-cookie')?.endsWith('; Secure')).toBe(origin.startsWith('https'))
    }
    const answer = await logIn(PASSWORD, {
      host,
      origin: 'https://shop.example',
      'x-forwarded-host': 'inner.local',
    })
    expect(answer.status).toBe(403)
    expect(await detailOf(answer)).toMatch(/x-forwarded-host: inner\.local.*SITE_URL=https:\/\/shop\.example/)
  })

  it('from another site’s page is refused', async () => {
    const answer = await logIn(PASSWORD, { origin: 'https://evil.example' })
    expect(answer.status).toBe(403)
    expect(await detailOf(answer)).toContain('https://evil.example')
  })
})

describe('a session', () => {
  it('opens answers that no cache may keep', async () => {
    const cookie = cookieFrom(await logIn(PASSWORD))
    const audit = await ask('GET', '/api/audit-entries', { cookie })
    const reading = new AbortController()
    const events = await answerTo(new Request(request('GET', '/api/index-runs/events', { cookie }), reading))
    expect((await runs(cookie)).headers.get('cache-control')).toBe('no-store')
    expect(audit.headers.get('cache-control')).toBe('no-store')
    expect(events.headers.get('cache-control')).toBe('no-store, no-transform')
    reading.abort()
    await events.body?.cancel()
  })

  it('is asked for by everything of the admin API', async () => {
    for (const answer of [await runs(), await ask('GET', '/api/audit-entries')]) {
      expect(answer.status).toBe(401)
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(await detailOf(answer)).toContain('Log in first')
    }
  })

  it('ends with the logout, for copies of its cookie too', async () => {
    const cookie = cookieFrom(await logIn(PASSWORD))
    expect((await runs(cookie)).status).toBe(200)
    const answer = await logOut(cookie)
    expect(answer.status).toBe(204)
    expect(answer.headers.get('set-cookie')).toMatch(/^rec-a-sketch-admin=; .*Expires=Thu, 01 Jan 1970/)
    expect((await runs(cookie)).status).toBe(401)
  })

  it('ends when the same browser logs in again', async () => {
    const first = cookieFrom(await logIn(PASSWORD))
    const second = cookieFrom(await logIn(PASSWORD, { cookie: first }))
    expect((await runs(first)).status).toBe(401)
    expect((await runs(second)).status).toBe(200)
  })

  it('ends when twenty newer ones were opened', async () => {
    globalThis.recASketchLoginQueue = loginQueue({ everyMs: 0 })
    const cookies: string[] = []
    for (let place = 0; place < 21; place++) cookies.push(cookieFrom(await logIn(PASSWORD)))
    expect((await runs(cookies[0])).status).toBe(401)
    for (const cookie of [cookies[1], cookies[20]]) expect((await runs(cookie)).status).toBe(200)
  })

  it('cannot be forged: not by altering a cookie, nor by sealing one with another secret', async () => {
    const cookie = cookieFrom(await logIn(PASSWORD))
    const [name = '', value = ''] = cookie.split('=')
    const middle = Math.floor(value.length / 2)
    const altered = `${value.slice(0, middle)}${value[middle] === 'a' ? 'b' : 'a'}${value.slice(middle + 1)}`
    const sealed = await sealData(
      { id: 'x', password: 'y' },
      { password: 'another secret of thirty-two letters' },
    )
    for (const forged of [altered, sealed, 'nonsense', '', '%00']) {
      expect((await runs(`${name}=${forged}`)).status).toBe(401)
    }
    expect((await runs(`theme=dark; ${cookie}; a=b`)).status).toBe(200)
  })

  it('does not let another site’s page start a run with it', async () => {
    const cookie = cookieFrom(await logIn(PASSWORD))
    const headers = { origin: 'https://evil.example' }
    const answer = await ask('POST', '/api/index-runs', { cookie, headers, body: { mode: 'all' } })
    expect(answer.status).toBe(403)
  })
})

describe.skipIf(isOverPostgresql)('while another program has the file of the database locked', () => {
  /** Locks it, and measures for how long this process answers nobody, until it is let go. */
  function lock() {
    const holder = openSqliteFile(path.join(dataDir, 'rec-a-sketch.db'))
    holder.exec('BEGIN IMMEDIATE')
    const delays = monitorEventLoopDelay({ resolution: 10 })
    delays.enable()
    return () => {
      delays.disable()
      holder.exec('ROLLBACK')
      holder.close()
      return delays.max / 1e6
    }
  }

  it('a wrong password is answered at once, and written down later', async () => {
    const release = lock()
    const answer = await logIn('wrong', { 'x-forwarded-for': '203.0.113.77' })
    expect(answer.status).toBe(401)
    await delay(300)
    expect(release()).toBeLessThan(1_000)
    const cookie = cookieFrom(await logIn(PASSWORD))
    await expect
      .poll(async () => (await ask('GET', '/api/audit-entries', { cookie })).text())
      .toContain('203.0.113.77')
  })

  it('the right one is told so within a second or two, with others answered meanwhile', async () => {
    const release = lock()
    const answers = await Promise.all([logIn(PASSWORD), logIn(PASSWORD), logIn(PASSWORD)])
    const [health] = await Promise.all([ask('GET', '/api/health')])
    expect(release()).toBeLessThan(1_000)
    expect(health.status).toBe(200)
    for (const answer of answers) {
      expect(answer.status).toBe(503)
      expect(answer.headers.get('retry-after')).toBe('5')
      expect(await detailOf(answer)).toContain('Another program is writing to the database')
    }
    expect((await logIn(PASSWORD)).status).toBe(200)
  })
})

it('who logged in, tried to, and logged out is written down, with where from, and without passwords', async () => {
  await logIn('guess-number-one', { 'x-forwarded-for': '203.0.113.9, 10.0.0.1' })
  const cookie = cookieFrom(await logIn(PASSWORD))
  const answer = await ask('GET', '/api/audit-entries', { cookie })
  const text = await answer.text()
  expect(JSON.parse(text).entries.slice(0, 2)).toMatchObject([
    { action: 'login', address: null, job: null },
    { action: 'login failed', address: '203.0.113.9', detail: null },
  ])
  expect(text).not.toContain('guess-number-one')
  expect(text).not.toContain(PASSWORD)
})
