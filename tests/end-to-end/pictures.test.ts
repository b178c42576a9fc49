import path from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { expect, inject, it } from 'vitest'
import { isTooWide, objectionsTo, PHONE, visit, visitAlive, withBrowser } from '../setup/browser'
import { smallTargets } from '../setup/manners'

withBrowser()

const DRAGON = path.resolve('node_modules/@lobehub/fluent-emoji-3d/assets/1f409.webp')

/** The dragon of the catalogue as somebody else may have it: another format, half as large. */
const dragon = () =>
  sharp(DRAGON).resize(128).flatten({ background: '#fff' }).jpeg({ quality: 80 }).toBuffer()

type Given = { name: string; type: string; bytes: Buffer }

/** Has the page told of a file as a browser does that is dropped or pasted on it. */
async function give(
  page: Page,
  how: 'dragover' | 'drop' | 'paste',
  { name, type, bytes }: Given,
): Promise<void> {
  const given = { how, name, type, data: bytes.toString('base64') }
  await page.evaluate(({ how, name, type, data }) => {
    const transfer = new DataTransfer()
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))
    transfer.items.add(new File([bytes], name, { type }))
    const kind = { bubbles: true, cancelable: true }
    const event =
      how === 'paste'
        ? new ClipboardEvent(how, { ...kind, clipboardData: transfer })
        : new DragEvent(how, { ...kind, dataTransfer: transfer })
    document.body.dispatchEvent(event)
  }, given)
}

const choosing = (page: Page) => page.getByRole('banner').getByRole('link', { name: 'Search by picture' })

/** The names of what looks like the picture, best first. */
const lookAlikes = (page: Page) =>
  page.getByRole('region', { name: 'Looks like this' }).locator('li a:has(bdi)').allTextContents()

/** Waits for the page of the picture. */
async function hasFound(page: Page): Promise<void> {
  await page.waitForURL(/\/pictures\/[0-9a-f]{64}$/)
  await page.getByRole('region', { name: 'Looks like this' }).locator('li').first().waitFor()
}

it('by keyboard a picture is chosen, and its page has what looks like it and leads back', async () => {
  const page = await visitAlive('/')
  const asked = page.waitForEvent('filechooser')
  await choosing(page).focus()
  await page.keyboard.press('Enter')
  await (await asked).setFiles({ name: 'dragon.jpg', mimeType: 'image/jpeg', buffer: await dragon() })
  await hasFound(page)
  expect((await lookAlikes(page))[0]).toBe('Dragon')
  expect(await page.title()).toBe('What looks like this picture · Rec-a-Sketch')
  expect(await page.locator('meta[name=robots]').getAttribute('content')).toContain('noindex')
  expect(await objectionsTo(page)).toEqual([])
  expect(await smallTargets(page)).toEqual([])

  // The picture is in the box, until it is taken out.
  const chip = page.getByRole('search').getByRole('img', { name: 'The picture that is searched by' })
  expect(await chip.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
  await page.getByRole('link', { name: 'Search without the picture' }).focus()
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.pathname === '/')
  await expect.poll(() => chip.count()).toBe(0)
})

it('dropped anywhere, a picture is shown at once, and whoever has the address of its page sees the same', async () => {
  const page = await visitAlive('/about')
  const picture = { name: 'dragon.jpg', type: 'image/jpeg', bytes: await dragon() }
  const curtain = page.getByText('Let go, and see what looks like it')
  await give(page, 'dragover', { name: 'notes.txt', type: 'text/plain', bytes: Buffer.from('words') })
  expect(await curtain.count()).toBe(0)
  await give(page, 'dragover', picture)
  await curtain.waitFor()

  let goOn = () => {}
  const held = new Promise<void>((resolve) => (goOn = resolve))
  await page.route('**/api/similar**', async (route) => {
    await held
    await route.continue()
  })
  await give(page, 'drop', picture)
  await page.getByRole('status').filter({ hasText: 'Looking at it' }).waitFor()
  expect(await curtain.count()).toBe(0)
  const shown = page.getByRole('main').getByRole('img', { name: 'The picture that is searched by' })
  expect(await shown.getAttribute('src')).toMatch(/^blob:/)
  expect(await objectionsTo(page)).toEqual([])
  goOn()
  await hasFound(page)
  const found = await lookAlikes(page)
  expect(found[0]).toBe('Dragon')

  const other = await visit(new URL(page.url()).pathname, { javaScriptEnabled: false })
  expect(await lookAlikes(other)).toEqual(found)
  const kept = other.getByRole('main').getByRole('img', { name: 'The picture that is searched by' })
  const answer = await other.request.get((await kept.getAttribute('src')) ?? '')
  expect(answer.headers()['content-type']).toBe('image/webp')
  // Nothing of it is what was sent.
  expect((await sharp(await answer.body()).metadata()).format).toBe('webp')

  // Back leads to where the picture was dropped, and not to a search that is over.
  await page.goBack()
  await page.getByRole('heading', { name: 'Looks, compared' }).waitFor()
})

it('an image is pasted anywhere, and text into a field as ever', async () => {
  const page = await visitAlive('/')
  const box = page.getByRole('search').locator('input[name=query]')
  await box.focus()
  const isTaken = await box.evaluate((input) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', 'dragon')
    clipboardData.items.add(new File(['x'], 'cells.png', { type: 'image/png' }))
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
    input.dispatchEvent(event)
    return event.defaultPrevented
  })
  expect(isTaken).toBe(false)
  expect(page.url()).toBe(`${inject('origin')}/`)
  await give(page, 'paste', {
    name: 'image.png',
    type: 'image/png',
    bytes: await sharp(DRAGON).png().toBuffer(),
  })
  await hasFound(page)
  expect((await lookAlikes(page))[0]).toBe('Dragon')
})

it('what is no image is said to be none, and Escape leads back to where one was', async () => {
  const page = await visitAlive('/')
  await page.evaluate(() => window.scrollTo(0, 400))
  const text = { name: 'cat.jpg', type: 'image/jpeg', bytes: Buffer.from('<!doctype html><p>A cat</p>') }
  await give(page, 'drop', text)
  const alert = page.getByRole('main').getByRole('alert')
  await alert.getByRole('heading', { name: 'Not a picture that can be used' }).waitFor()
  expect(await alert.innerText()).toContain('HTML')
  expect(await alert.getByRole('link', { name: 'Choose another picture' }).count()).toBe(1)
  expect(await objectionsTo(page)).toEqual([])
  await page.keyboard.press('Escape')
  await page.getByRole('region', { name: 'Models' }).waitFor()
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(400)
  expect(page.url()).toBe(`${inject('origin')}/`)

  await give(page, 'drop', { name: 'nothing.png', type: 'image/png', bytes: Buffer.alloc(0) })
  await page.getByText('The file “nothing.png” is empty.').waitFor()
  await page.getByRole('button', { name: 'Back' }).click()
  await page.getByRole('region', { name: 'Models' }).waitFor()
})

it('a photograph is made smaller before it is sent, and what is too large for that is not sent at all', async () => {
  const page = await visitAlive('/')
  const sent: number[] = []
  page.on('requestfinished', async (request) => {
    if (request.url().includes('/api/similar')) sent.push((await request.sizes()).requestBodySize)
  })
  const noise = {
    create: {
      width: 2400,
      height: 1800,
      channels: 3 as const,
      background: '#888',
      noise: { type: 'gaussian' as const, mean: 128, sigma: 60 },
    },
  }
  const bytes = await sharp(noise).jpeg({ quality: 100 }).toBuffer()
  expect(bytes.length).toBeGreaterThan(2 << 20)
  await give(page, 'drop', { name: 'photograph.jpg', type: 'image/jpeg', bytes })
  await page.waitForURL(/\/pictures\/[0-9a-f]{64}$/)
  await expect.poll(() => sent).toEqual([expect.any(Number)])
  expect(sent[0]).toBeLessThan(bytes.length / 2)

  await give(page, 'drop', { name: 'film.bin', type: '', bytes: Buffer.alloc((20 << 20) + 1) })
  await page.getByRole('heading', { name: 'Too large' }).waitFor()
  await page.getByText('The file has 21 MB; 20 MB are looked at.').waitFor()
  expect(sent).toHaveLength(1)
})

it('while the server is busy it is asked again by itself; without a line it is said that there is none', async () => {
  const page = await visitAlive('/')
  const picture = { name: 'dragon.jpg', type: 'image/jpeg', bytes: await dragon() }
  let refusals = 0
  await page.route('**/api/similar**', async (route) => {
    if (refusals === 2) return route.continue()
    refusals++
    const problem = { type: 'about:blank', title: 'Too Many Requests', status: 429, detail: 'Too many.' }
    const headers = { 'retry-after': '1' }
    await route.fulfill({ status: 429, contentType: 'application/problem+json', headers, json: problem })
  })
  await give(page, 'drop', picture)
  await page.getByText('This one is tried again in 1 s.').waitFor()
  await hasFound(page)
  expect(refusals).toBe(2)

  await page.context().setOffline(true)
  await give(page, 'drop', picture)
  await page.getByRole('heading', { name: 'No connection' }).waitFor()
  await page.context().setOffline(false)
  await page.getByRole('button', { name: 'Back' }).click()
  await page.getByRole('region', { name: 'Looks like this' }).waitFor()
})

it.each(['0'.repeat(64), 'abc', '..%2F..%2Fetc%2Fpasswd'])(
  'the page of %s, which is not there, says so kindly, and takes another',
  async (hash) => {
    const page = await visit('/')
    const answer = await page.goto(`/pictures/${hash}`)
    expect(answer?.status()).toBe(404)
    await page.getByRole('heading', { name: 'This picture is gone' }).waitFor()
    await expect.poll(() => page.getByAltText('The picture that is searched by').count()).toBe(0)
    expect(await objectionsTo(page)).toEqual([])
    await page.waitForLoadState('networkidle')
    const asked = page.waitForEvent('filechooser')
    await page.getByRole('main').getByRole('link', { name: 'Choose a picture' }).click()
    await (await asked).setFiles({ name: 'dragon.jpg', mimeType: 'image/jpeg', buffer: await dragon() })
    await hasFound(page)
  },
)

it('there is room for it on a phone, in the dark as in the light', async () => {
  const page = await visitAlive('/', { ...PHONE, colorScheme: 'dark' })
  await give(page, 'drop', { name: 'dragon.jpg', type: 'image/jpeg', bytes: await dragon() })
  await hasFound(page)
  expect(await isTooWide(page)).toBe(false)
  expect(await smallTargets(page)).toEqual([])
  expect(await objectionsTo(page)).toEqual([])
})

it('without scripts there is a page with a form', async () => {
  const page = await visit('/', { javaScriptEnabled: false })
  await choosing(page).click()
  await page.getByRole('heading', { name: 'Search by picture' }).waitFor()
  const file = { name: 'dragon.jpg', mimeType: 'image/jpeg', buffer: await dragon() }
  await page.getByRole('button', { name: 'A picture', exact: true }).setInputFiles(file)
  await page.getByRole('button', { name: 'See what looks like it' }).click()
  await hasFound(page)
  expect((await lookAlikes(page))[0]).toBe('Dragon')

  await page.goto('/pictures')
  await page
    .getByRole('button', { name: 'A picture', exact: true })
    .setInputFiles({ ...file, name: 'x.jpg', buffer: Buffer.from('<!doctype html><p>no</p>') })
  await page.getByRole('button', { name: 'See what looks like it' }).click()
  await page.getByRole('main').getByRole('alert').filter({ hasText: 'HTML' }).waitFor()
})
