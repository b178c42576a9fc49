import { copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveSite, type ServedSite } from '@/lib/benchmark/served-site'
import { openSqliteFile } from '../setup/sqlite-file'
import { servedGallery } from '../serving/gallery'
import { ADMIN } from '../setup/npm-start'
import { expectOwnWords, send, textOf } from './raw-requests'

/** Uids that are easily taken for something else on their way through an address. */
const UIDS = ['oak', '50%', '50%25', 'a/b', 'a%20b', 'x?y#z', 'c\\d', 'ünï', '日本', '&amp;"<b>']

const gallery = await servedGallery()
let site: ServedSite

beforeAll(async () => {
  await gallery.add(...UIDS.map((name) => ({ name })))
  await gallery.publish({ oak: ['50%', 'a/b'] })
  site = await serveSite(gallery.dataDir, { variables: ADMIN })
})
afterAll(() => site.stop())

it.each(UIDS)('the page of %j has its title, heading and picture', async (uid) => {
  const address = `${site.origin}/models/${encodeURIComponent(uid)}`
  const html = await (await fetch(address)).text()
  const escaped = uid
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
  expect(html).toContain(`<title>${escaped} · Rec-a-Sketch</title>`)
  expect(/<h1[^>]*>(?:<bdi>)?([^<]*)</.exec(html)?.[1]).toBe(
    escaped.replaceAll('&quot;', '"').replaceAll('"', '&quot;'),
  )
  expect(html).toMatch(/<meta property="og:image" content="\/thumbnails\/[0-9a-f]{64}"/)
  const similar = await (await fetch(`${site.origin}/api/models/${encodeURIComponent(uid)}/similar`)).json()
  expect(similar).toMatchObject({ model: { uid } })
})

it('the framework’s optimizer of images is closed', async () => {
  const { models } = await (await fetch(`${site.origin}/api/models?limit=1`)).json()
  const url = encodeURIComponent(models[0].thumbnailUrl)
  for (const target of ['/_next/image', '/x/../_next/image', '/_next/%69mage', '/_next/image/']) {
    const request = { method: 'GET', target: `${target}?url=${url}&w=64&q=75`, headers: [], body: '' }
    const answer = await send(site.origin, textOf(request))
    expect([308, 404]).toContain(answer.status)
    expect(answer.headers.get('content-type') ?? '').not.toContain('image')
  }
})

it('nothing behind the password is kept by a cache: pages, ways to the login, answers, errors', async () => {
  const login = await fetch(`${site.origin}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ password: ADMIN.ADMIN_PASSWORD }),
  })
  const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? ''
  const addresses = [
    '/admin',
    '/admin/login',
    '/admin/runs',
    '/admin/runs/999',
    '/admin/nowhere',
    '/api/index-runs',
    '/api/index-runs/1',
    '/api/index-runs/999',
    '/api/index-runs/1/log',
    '/api/audit-entries',
    '/api/crawls',
    '/api/index-runs/1/events',
  ]
  for (const address of addresses) {
    for (const headers of [new Headers(), new Headers({ cookie })]) {
      const answer = await fetch(`${site.origin}${address}`, { headers, redirect: 'manual' })
      await answer.body?.cancel()
      expect(answer.headers.get('cache-control'), address).toMatch(/^no-store(, no-transform)?$/)
    }
  }
})

describe('the picture that other sites show of a page', () => {
  const imageOf = async (origin: string, headers: Record<string, string> = {}) => {
    const html = await (await fetch(`${origin}/models/oak`, { headers })).text()
    return /<meta property="og:image" content="([^"]*)"/.exec(html)?.[1]?.replace(/[0-9a-f]{64}$/, 'HASH')
  }
  const proxied = (host: string) => ({ 'x-forwarded-host': host, 'x-forwarded-proto': 'https' })

  it('is named by the address that is set', async () => {
    const named = await serveSite(gallery.dataDir, {
      variables: { ...ADMIN, SITE_URL: 'https://models.example', TRUST_PROXY: 'true' },
    })
    try {
      expect(await imageOf(named.origin)).toBe('https://models.example/thumbnails/HASH')
      expect(await imageOf(named.origin, proxied('other.example'))).toBe(
        'https://models.example/thumbnails/HASH',
      )
      const document = await (await fetch(`${named.origin}/api/openapi.json`)).json()
      expect(document.servers).toEqual([{ url: 'https://models.example' }])
    } finally {
      await named.stop()
    }
  })

  it('is named by the address that a trusted proxy names, for each one its own, however they mingle', async () => {
    const trusting = await serveSite(gallery.dataDir, { variables: { ...ADMIN, TRUST_PROXY: 'true' } })
    try {
      const hosts = ['one.example', 'two.example', 'three.example:8443']
      const asked = [...hosts, ...hosts, ...hosts.toReversed()]
      const images = await Promise.all(asked.map((host) => imageOf(trusting.origin, proxied(host))))
      expect(images).toEqual(asked.map((host) => `https://${host}/thumbnails/HASH`))
      const answer = await fetch(`${trusting.origin}/models/oak`, { headers: proxied('one.example') })
      expect(answer.headers.get('cache-control')).toBe('public, max-age=0, must-revalidate')
      const missing = await fetch(`${trusting.origin}/models/nobody`, { headers: proxied('one.example') })
      expect(missing.status).toBe(404)
      expect(await missing.text()).toMatch(/<h1[^>]*>No such model</)
    } finally {
      await trusting.stop()
    }
  })

  it('else stands by its path, whoever asks', async () => {
    expect(await imageOf(site.origin, proxied('evil.example'))).toBe('/thumbnails/HASH')
    expect((await fetch(`${site.origin}/at/https%3A%2F%2Fevil.example/models/oak`)).status).toBe(404)
  })
})

it('while the database is damaged, pages and the API say so; once it is well again, so are they', async () => {
  const databaseFile = path.join(gallery.dataDir, 'rec-a-sketch.db')
  const backup = path.join(gallery.dataDir, 'backup.db')
  const connection = openSqliteFile(databaseFile)
  await connection.backup(backup)
  connection.close()
  const pages = ['/', '/models/oak', '/models/a%2Fb', '/?query=oak', '/admin/login']
  const statuses = () => Promise.all(pages.map(async (page) => (await fetch(`${site.origin}${page}`)).status))
  const replace = (file: string) => {
    for (const beside of ['-wal', '-shm']) rmSync(`${databaseFile}${beside}`, { force: true })
    renameSync(file, databaseFile)
  }
  await statuses()

  const garbage = path.join(gallery.dataDir, 'garbage.db')
  writeFileSync(garbage, 'This is no database. '.repeat(1000))
  replace(garbage)
  await expect
    .poll(async () => (await fetch(`${site.origin}/api/health`)).status, { timeout: 30_000 })
    .toBe(503)
  for (const page of ['/', '/models/oak', '/models/50%25']) {
    const request = { method: 'GET', target: page, headers: [], body: '' }
    const answer = await send(site.origin, textOf(request))
    expect(answer.status, page).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('60')
    expect(answer.body).toContain('The database is damaged')
    expectOwnWords(request, answer)
  }
  // What needs no database goes on.
  expect((await fetch(`${site.origin}/about`)).status).toBe(200)

  copyFileSync(backup, `${backup}.copy`)
  replace(`${backup}.copy`)
  await expect.poll(statuses, { timeout: 30_000 }).toEqual([200, 200, 200, 200, 200])
  expect((await fetch(`${site.origin}/api/health`)).status).toBe(200)
})
