import { beforeEach, expect, it, vi } from 'vitest'

const { default: PageCache } = await import('@/lib/serving/page-cache.mjs')

let revision: number | undefined
const page = (html: string) => ({
  kind: 'APP_PAGE',
  html,
  rscData: Buffer.from(html),
  segmentData: new Map(),
})
const context = { cacheControl: { revalidate: false } }
/** Next makes a handler for each request, before it renders. */
const request = () => new PageCache()

let count = 0
let key = ''
beforeEach(() => {
  key = `/a-page/${count++}`
  vi.stubGlobal('recASketchDatabase', { readRevision: async () => revision })
  revision = 1
})

it('keeps a page while the catalogue stays as it is', async () => {
  expect(await request().get(key)).toBeNull()
  await request().set(key, page('one'), context)
  expect(await request().get(key)).toMatchObject({
    value: page('one'),
    cacheControl: context.cacheControl,
    lastModified: expect.any(Number),
  })
})

it('has forgotten it at the first request after a change', async () => {
  await request().set(key, page('one'), context)
  revision = 2
  expect(await request().get(key)).toBeNull()
  await request().set(key, page('two'), context)
  expect(await request().get(key)).toMatchObject({ value: { html: 'two' } })
})

it('does not show a page that was being made when the catalogue changed', async () => {
  const rendering = request()
  expect(await rendering.get(key)).toBeNull()
  revision = 2
  await rendering.set(key, page('made of the old catalogue'), context)
  expect(await request().get(key)).toBeNull()
})

it('keeps nothing before the database is open', async () => {
  revision = undefined
  await request().set(key, page('one'), context)
  expect(await request().get(key)).toBeNull()
  vi.stubGlobal('recASketchDatabase', undefined)
  await request().set(key, page('one'), context)
  expect(await request().get(key)).toBeNull()
})

it('holds a bounded number of bytes, and lets the page go that nobody asked for longest', async () => {
  const large = 'x'.repeat(8 * 1024 * 1024)
  for (let place = 0; place < 12; place++) await request().set(`${key}/${place}`, page(large), context)
  expect(await request().get(`${key}/0`)).toBeNull()
  expect(await request().get(`${key}/11`)).not.toBeNull()
})
