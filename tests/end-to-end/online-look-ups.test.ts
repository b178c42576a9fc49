import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { objectionsTo, visit, withBrowser } from '../setup/browser'
import { apiOf, becomes, copyOfSmallSite, logIn, serveDashboard } from '../setup/dashboard'
import { apiModel, uidOf } from '../setup/sketchfab-models'
import { body, type SketchfabServer, sketchfabServer, status } from '../setup/sketchfab-server'

withBrowser()

const DRAGON = readFileSync('node_modules/@lobehub/fluent-emoji-3d/assets/1f409.webp')
const TOO_MANY = 31

/** A Sketchfab all of whose models look like the dragon of the catalogue, and a site that may ask it. */
async function siteOnline(): Promise<{ origin: string; sketchfab: SketchfabServer }> {
  const sketchfab = await sketchfabServer(12)
  sketchfab.interfere = ({ url = '' }, response) => url.startsWith('/thumbnails') && body(response, DRAGON)
  const variables = { SEARCH_ONLINE: 'true', SKETCHFAB_API_URL: sketchfab.apiUrl }
  const { origin } = await serveDashboard(await copyOfSmallSite(), variables)
  return { origin, sketchfab }
}

const linkTo = (place: number) => `https://sketchfab.com/3d-models/model-no-${place}-${uidOf(place)}`

const lookAlikes = (page: Page) =>
  page.getByRole('region', { name: 'Looks like this' }).locator('li a:has(bdi)').allTextContents()

async function askFor(page: Page, text: string): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.getByRole('search').locator('input[name=query]').fill(text)
  await page.keyboard.press('Enter')
}

it('a pasted link to a model that is not here shows what looks like it, and the admin adds it', async () => {
  const { origin, sketchfab } = await siteOnline()
  const page = await visit('/', {}, origin)
  await askFor(page, linkTo(1))
  await page.waitForURL(`**/sketchfab/${uidOf(1)}`)
  await page.getByRole('heading', { name: 'Model no. 1' }).waitFor()
  expect((await lookAlikes(page))[0]).toBe('Dragon')
  const main = page.getByRole('main')
  expect(await main.getByRole('link', { name: 'User 1' }).getAttribute('href')).toBe(
    'https://sketchfab.com/user1',
  )
  expect(await main.getByText('CC0 Public Domain').count()).toBe(1)
  expect(await main.getByRole('link', { name: 'View on Sketchfab' }).getAttribute('href')).toBe(linkTo(1))
  expect(await main.getByRole('button', { name: 'Add it to the catalogue' }).count()).toBe(0)
  expect(await page.locator('meta[name=robots]').getAttribute('content')).toContain('noindex')
  expect(await objectionsTo(page)).toEqual([])

  // Shared and read again, it asks Sketchfab no more.
  const asked = sketchfab.requests.length
  const other = await visit(`/sketchfab/${uidOf(1)}`, { javaScriptEnabled: false }, origin)
  expect(await lookAlikes(other)).toEqual(await lookAlikes(page))
  expect(sketchfab.requests).toHaveLength(asked)

  const admin = await logIn(origin)
  await admin.goto(`/sketchfab/${uidOf(1)}`)
  expect(await objectionsTo(admin)).toEqual([])
  await admin.getByRole('button', { name: 'Add it to the catalogue' }).click()
  await admin.waitForURL(/\/admin\/crawls\/\d+$/)
  const crawl = new URL(admin.url()).pathname.replace('/admin', '/api')
  await becomes(await apiOf(origin), crawl, { status: 'finished' })
  await page.goto(`/sketchfab/${uidOf(1)}`)
  await page.waitForURL(`**/models/${uidOf(1)}`)
})

it('what Sketchfab does not have, or would not have looked at, is said, with a status that fits', async () => {
  const { origin, sketchfab } = await siteOnline()
  sketchfab.models[2] = apiModel(sketchfab.origin, 2, { tags: [{ slug: 'noai' }] })
  const page = await visit('/', {}, origin)
  const open = async (uid: string) => (await page.goto(`/sketchfab/${uid}`))?.status()
  const says = (text: string) => page.getByRole('main').getByText(text).waitFor()

  expect(await open(uidOf(99))).toBe(404)
  await says(`Sketchfab has no model “${uidOf(99)}”, or shows it to nobody.`)
  expect(await objectionsTo(page)).toEqual([])
  expect(await open('..%2Fusers')).toBe(404)
  expect(await open('x')).toBe(404)
  await says('That is no uid of Sketchfab')
  expect(await open(uidOf(2))).toBe(200)
  await says('Its author asks that no machine looks at it')
  expect(await open(uidOf(9))).toBe(200)
  await says('Sketchfab has no picture of it yet.')

  // One that is no picture leaves nothing behind.
  sketchfab.interfere = ({ url = '' }, response) => url.startsWith('/thumbnails') && body(response, '<html>')
  expect(await open(uidOf(3))).toBe(200)
  await says('Its picture cannot be used.')
  sketchfab.interfere = (_, response) => status(response, 500)
  expect(await open(uidOf(4))).toBe(503)
  await says('Sketchfab cannot be asked at the moment.')
})

it('strangers have only so much fetched', async () => {
  const { origin } = await siteOnline()
  const statuses: number[] = []
  let last = new Response()
  for (let place = 0; place < TOO_MANY; place++) {
    last = await fetch(`${origin}/sketchfab/${uidOf(1_000 + place)}`)
    statuses.push(last.status)
  }
  expect(new Set(statuses.slice(0, -1))).toEqual(new Set([404]))
  expect(statuses.at(-1)).toBe(429)
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await last.text()).toContain('Many pictures are being fetched from elsewhere at the moment.')
})

it('a picture is searched by its address, and never one of the local network', async () => {
  const { origin, sketchfab } = await siteOnline()
  const hidden = await sketchfabServer(1)
  const page = await visit('/', {}, origin)
  await askFor(page, `${sketchfab.origin}/thumbnails/0/dragon.jpg`)
  await page.waitForURL(/\/pictures\/[0-9a-f]{64}$/)
  expect((await lookAlikes(page))[0]).toBe('Dragon')

  await askFor(page, `http://localhost/x.jpg`)
  await page.getByRole('alert').getByText('localhost is not on the public internet').waitFor()
  expect(await objectionsTo(page)).toEqual([])

  const ask = async (address: unknown) => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${origin}/api/similar/address`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ address }),
    })
    return { status: answer.status, text: await answer.text() }
  }
  expect(await ask(`${sketchfab.origin}/thumbnails/0/dragon.jpg`)).toMatchObject({ status: 200 })
  for (const address of [
    `${hidden.origin}/x.jpg`,
    'http://10.0.0.1/x.jpg',
    'ftp://example.org/x.jpg',
    'x',
    '',
    7,
    null,
  ]) {
    expect(await ask(address), String(address)).toMatchObject({ status: 400 })
  }
  sketchfab.interfere = (_, response) =>
    status(response, 302, { location: `${hidden.origin}/thumbnails/0/x.png` })
  expect(await ask(`${sketchfab.origin}/x.jpg`)).toMatchObject({ status: 422 })
  sketchfab.interfere = (_, response) => body(response, '<!doctype html><p>A cat</p>')
  const html = await ask(`${sketchfab.origin}/cat.jpg`)
  expect(html.status).toBe(400)
  expect(html.text).toContain('HTML')
  expect(html.text).not.toMatch(/node_modules|at \w+ \(/)
  expect(hidden.requests).toEqual([])
})

it('a site that may not ask elsewhere says so, and asks nobody', async () => {
  const sketchfab = await sketchfabServer(3)
  const { origin } = await serveDashboard(await copyOfSmallSite(), { SKETCHFAB_API_URL: sketchfab.apiUrl })
  const page = await visit('/', {}, origin)
  await askFor(page, `${sketchfab.origin}/thumbnails/0/dragon.jpg`)
  await page.getByRole('alert').getByText('This site fetches no pictures from elsewhere').waitFor()
  expect((await page.goto(`/sketchfab/${uidOf(1)}`))?.status()).toBe(404)
  await page.getByText('this site looks nothing up elsewhere').waitFor()
  expect(await page.getByRole('main').getByRole('link', { name: 'View on Sketchfab' }).count()).toBe(1)
  await page.goto('/pictures')
  expect(await page.getByLabel('Or the address of a picture elsewhere').count()).toBe(0)
  expect(sketchfab.requests).toEqual([])
})
