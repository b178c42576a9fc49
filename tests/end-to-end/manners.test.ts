import type { Locator, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveSite, type ServedSite } from '@/lib/benchmark/served-site'
import { PHONE, visit, visitAlive, withBrowser } from '../setup/browser'
import { boxOf, focusOf } from '../setup/manners'
import { temporaryDirectoryOfFile } from '../setup/temporary'

withBrowser()

describe('the keyboard’s place', () => {
  it('is the card that was opened, where it was, after Back, even from a reloaded page', async () => {
    const page = await visitAlive('/')
    const card = page.locator('.tile a').nth(22)
    await card.focus()
    const address = await card.getAttribute('href')
    const scrolled = await page.evaluate(() => window.scrollY)
    expect(scrolled).toBeGreaterThan(0)

    await page.keyboard.press('Enter')
    await page.waitForURL(`**${address}`)
    await expect.poll(() => focusOf(page)).toBe('content')
    await page.goBack()
    await expect.poll(() => focusOf(page)).toBe(address)
    expect(await page.evaluate(() => window.scrollY)).toBe(scrolled)

    await page.keyboard.press('Enter')
    await page.waitForURL(`**${address}`)
    await expect.poll(() => focusOf(page)).toBe('content')
    await page.reload()
    await page.goBack()
    await expect.poll(() => focusOf(page)).toBe(address)
  })

  it('stays on a filter, an order and the search box, and is on the content once these are gone', async () => {
    const page = await visit('/')
    const follow = async (name: string | RegExp, address: RegExp) => {
      await page.getByRole('main').getByRole('link', { name }).first().press('Enter')
      await page.waitForURL(address)
    }
    await follow(/^Food & drink/, /category=Food/)
    await expect.poll(() => focusOf(page)).toContain('Food & drink')
    await follow('Name', /sort=name/)
    await expect.poll(() => focusOf(page)).toMatch(/Name$/)

    await follow('More models', /cursor=/)
    await expect.poll(() => focusOf(page)).toBe('content')
    await follow('First page', /^(?!.*cursor)/)
    await expect.poll(() => focusOf(page)).toBe('content')

    await page.getByRole('combobox').pressSequentially('zzzzqq')
    await page.waitForURL(/query=zzzzqq/)
    await expect.poll(() => page.getByText('No model has').count()).toBe(1)
    expect(await focusOf(page)).toBe('query')
    await follow('Show all models', /\/$/)
    await expect.poll(() => focusOf(page)).toBe('content')
  })
})

describe('while a model’s page is on its way', () => {
  async function openSlowly(page: Page, card: Locator) {
    let release = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    const address = (await card.getAttribute('href')) ?? ''
    await page.route(
      (url) => url.pathname === address,
      async (route) => {
        await held
        await route.continue()
      },
    )
    await card.click()
    await page.locator('.page-skeleton').waitFor()
    return {
      async arrive() {
        release()
        await page.locator('.page-skeleton').waitFor({ state: 'detached' })
        await page.locator('h1').waitFor()
      },
    }
  }

  it.each([
    ['wide', { viewport: { width: 1280, height: 900 } }],
    ['on a phone', PHONE],
  ])('%s, the header is there, and picture and name are where they will be', async (_, options) => {
    const page = await visit('/?query=dragon', options)
    const way = await openSlowly(page, page.locator('.tile a').first())
    await page.getByRole('combobox').click({ trial: true, timeout: 10_000 })
    const skeleton = page.locator('.page-skeleton')
    const before = [
      await boxOf(skeleton.locator('.tile').first()),
      await boxOf(skeleton.getByText('Dragon', { exact: true })),
    ]
    await way.arrive()
    expect(before).toEqual([
      await boxOf(page.locator('.tile').first()),
      await boxOf(page.locator('h1 > bdi')),
    ])
  })

  it('from far down, the header is already where the page will have it', async () => {
    const page = await visit('/')
    const way = await openSlowly(page, page.locator('.tile a').last())
    const before = await boxOf(page.locator('.page-skeleton header').getByText('Sketch'))
    const pictureBefore = await boxOf(page.locator('.page-skeleton .tile').first())
    await way.arrive()
    expect(before).toEqual(await boxOf(page.locator('header').getByText('Sketch')))
    expect(pictureBefore).toEqual(await boxOf(page.locator('.tile').first()))
  })
})

it('a cut-out picture stands on a tint of its own colour, in the light and in the dark', async () => {
  const grounds = []
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await visit('/models/dragon', { colorScheme })
    const picture = page.locator('.model-hero img')
    await expect
      .poll(() => picture.evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth > 0))
      .toBe(true)
    const tile = sharp(await page.locator('.model-hero .tile').screenshot())
    const corner = await tile
      .extract({ left: 20, top: 20, width: 1, height: 1 })
      .removeAlpha()
      .raw()
      .toBuffer()
    grounds.push([...corner])
  }
  const [[red = 0, green = 0, blue = 0] = [], dark = []] = grounds
  // The dragon is green.
  expect(green).toBeGreaterThan(Math.max(red, blue))
  expect(Math.min(red, green, blue)).toBeGreaterThan(180)
  expect(Math.max(...dark)).toBeLessThan(110)
  expect(dark[1]).toBeGreaterThan(Math.max(dark[0] ?? 0, dark[2] ?? 0))
})

describe('an empty catalogue', () => {
  let site: ServedSite
  const dataDir = temporaryDirectoryOfFile()
  beforeAll(async () => {
    site = await serveSite(dataDir)
  })
  afterAll(() => site.stop())

  it('shows every command whole at every width, and copies it', async () => {
    const page = await visit('/', { permissions: ['clipboard-read', 'clipboard-write'] }, site.origin)
    const commands = page.getByRole('list', { name: 'Commands' })
    for (const width of [1280, 640, 390, 320]) {
      await page.setViewportSize({ width, height: 800 })
      const isClipped = await commands.evaluate((list) =>
        [list, ...list.querySelectorAll('li, p, code')].some(
          (part) => part.scrollWidth > part.clientWidth + 1,
        ),
      )
      expect(isClipped, `${width}`).toBe(false)
    }
    await commands.getByRole('button', { name: 'npm run precompute' }).click()
    await commands.getByText('Copied').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('npm run precompute')
  })

  it('takes a command whole with one click, where no script runs', async () => {
    const page = await visit('/', { javaScriptEnabled: false }, site.origin)
    const command = page.getByText('npm run catalog:sketchfab', { exact: true })
    expect(await command.evaluate((code) => getComputedStyle(code).userSelect)).toBe('all')
    expect(await page.getByRole('button').count()).toBe(0)
  })
})
