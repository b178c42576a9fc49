import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveSite, type ServedSite } from '@/lib/benchmark/served-site'
import { openSqliteFile } from '../setup/sqlite-file'
import { pageImageFile } from '../setup/thumbnail-files'
import { isTooWide, objectionsTo, PHONE, visit, withBrowser } from '../setup/browser'
import { runCommand } from '../setup/commands'
import { drawing, plain } from '../setup/images'
import { boxOf, smallTargets, tabsBackwards } from '../setup/manners'
import { temporaryDirectoryOfFile } from '../setup/temporary'

withBrowser()

/** On which line of the header the logo, the link and the search box are, by their middles. */
function linesOfHeader(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    const middles = [...document.querySelectorAll('header > a, header nav a, header form')].map((part) => {
      const { top, height } = part.getBoundingClientRect()
      return top + height / 2
    })
    return middles.map((middle) => (Math.abs(middle - (middles[0] ?? 0)) < 8 ? 0 : 1))
  })
}

describe('a catalogue that nobody expected', () => {
  const directory = temporaryDirectoryOfFile()
  const dataDir = path.join(directory, 'data')
  let site: ServedSite

  const NAMES: Record<string, string> = {
    wide: 'W'.repeat(200),
    sentence: 'Every word of this name is short, but there are very many of them '.repeat(3).trim(),
    arabic: 'نموذج ثلاثي الأبعاد (v2)',
    lost: 'Lost picture',
    grown: 'For grown-ups',
    a: 'A',
  }

  beforeAll(async () => {
    const folder = path.join(directory, 'images')
    mkdirSync(folder)
    const tags = Array.from({ length: 100 }, (_, place) => `tag ${place}`).join(';')
    const lines = ['file,name,url,tags,category,author,license']
    for (const [place, [uid, name]] of Object.entries(NAMES).entries()) {
      const image =
        place === 0
          ? await plain({ width: 160, height: 90, background: '#15171c' }).png().toBuffer()
          : await drawing('circle', `rgb(${place * 40} 90 200)`)
      writeFileSync(path.join(folder, `${uid}.png`), image)
      const category = place === 0 ? 'c'.repeat(90) : place === 1 ? 'B' : 'Things & such'
      const url = uid === 'a' ? '' : `https://example.org/${uid}`
      const author = place === 0 ? 'n'.repeat(90) : 'Y'
      lines.push([`${uid}.png`, `"${name}"`, url, tags, category, author, 'CC0'].join(','))
    }
    writeFileSync(path.join(directory, 'labels.csv'), `${lines.join('\n')}\n`)
    const loaded = await runCommand(
      'catalog-folder',
      [folder, '--labels', path.join(directory, 'labels.csv')],
      { DATA_DIR: dataDir, DATABASE_URL: '' },
    )
    expect(loaded.code, loaded.stderr).toBe(0)

    const connection = openSqliteFile(path.join(dataDir, 'rec-a-sketch.db'))
    connection.prepare("UPDATE Model SET ageRestricted = 1 WHERE uid = 'grown'").run()
    const row = connection.prepare("SELECT thumbnailHash AS hash FROM Model WHERE uid = 'lost'").get()
    connection.close()
    if (typeof row !== 'object' || row === null || !('hash' in row)) throw new Error('No model is lost.')
    rmSync(pageImageFile(dataDir, String(row.hash)))
    site = await serveSite(dataDir)
  })
  afterAll(() => site.stop())

  it('fits every width from 320 to 1600, with the header on one line from 640', async () => {
    const page = await visit('/about', {}, site.origin)
    for (const address of ['/', '/models/wide', '/models/sentence', '/models/arabic']) {
      await page.goto(address)
      for (const width of [320, 390, 480, 639, 640, 700, 768, 1024, 1600]) {
        await page.setViewportSize({ width, height: 800 })
        expect(await isTooWide(page), `${address} ${width}`).toBe(false)
        const lines = await linesOfHeader(page)
        expect(lines, `${address} ${width}`).toEqual(width < 640 ? [0, 0, 1] : [0, 0, 0])
      }
    }
  })

  it('shows names from right to left in their own order, and the picture on top beside 100 tags', async () => {
    const page = await visit('/models/arabic', {}, site.origin)
    expect(await page.locator('h1 > bdi').evaluate((name) => getComputedStyle(name).direction)).toBe('rtl')
    const [, top] = (await boxOf(page.locator('.model-hero .tile'))) ?? []
    expect(top).toBeLessThan(200)
    const tags = page.getByRole('list', { name: /tags/i }).getByRole('link')
    expect(await tags.count()).toBe(8)
    await page.getByText('92 more tags').click()
    expect(await tags.count()).toBe(100)
  })

  it.each([
    { name: 'wide', options: {} },
    { name: 'on a phone', options: PHONE },
  ])(
    '$name, every target has 24 pixels a side, and the Tab key goes as the eye does',
    async ({ options }) => {
      const page = await visit('/', options, site.origin)
      for (const address of [
        '/',
        `/?category=${encodeURIComponent('Things & such')}`,
        '/?query=none',
        '/models/arabic',
        '/models/a',
        '/models/nobody',
        '/about',
        '/nowhere',
        '/admin/login',
      ]) {
        await page.goto(address)
        expect(await smallTargets(page), address).toEqual([])
        expect(await tabsBackwards(page), address).toEqual([])
      }
    },
  )

  it('on a phone, the chosen category is in sight although it is the last', async () => {
    const page = await visit(`/?category=B`, PHONE, site.origin)
    const chosen = page.getByRole('navigation', { name: 'Categories' }).locator('[aria-current]')
    expect(await chosen.textContent()).toContain('B')
    const [left = -1, , width = 0] = (await boxOf(chosen)) ?? []
    expect(left).toBeGreaterThanOrEqual(0)
    expect(left + width).toBeLessThanOrEqual(360)
  })

  it('a picture that fills its frame fills its tile of 4:3, and a cut-out one stands in its tile as a whole', async () => {
    const page = await visit('/', {}, site.origin)
    const shown = (name: string) =>
      page
        .locator('li', { hasText: name })
        .locator('.tile')
        .evaluate((tile) => {
          const { width, height } = tile.getBoundingClientRect()
          const { objectFit, paddingTop } = getComputedStyle(tile.querySelector('img') ?? tile)
          return { ratio: (width / height).toFixed(2), objectFit, isInset: paddingTop !== '0px' }
        })
    expect(await shown('WWWW')).toEqual({ ratio: '1.33', objectFit: 'cover', isInset: false })
    expect(await shown('For grown-ups')).toEqual({ ratio: '1.33', objectFit: 'contain', isInset: true })
  })

  it.each([true, false])(
    'a lost picture is its name on a tile of the same size (script: %s)',
    async (script) => {
      const page = await visit('/', { javaScriptEnabled: script }, site.origin)
      const tile = page.locator('li', { hasText: 'Lost picture' }).locator('.tile')
      const whole = page.locator('li', { hasText: 'For grown-ups' }).locator('.tile')
      expect((await boxOf(tile))?.slice(2)).toEqual((await boxOf(whole))?.slice(2))
      if (script) {
        await tile.locator('.missing-picture').waitFor()
        expect(await tile.getByRole('img', { name: 'Lost picture' }).count()).toBe(1)
        expect(await tile.locator('img').count()).toBe(0)
      } else {
        const cover = await tile.locator('img').evaluate((image) =>
          ['::before', '::after'].map((part) => {
            const { position, content, backgroundColor } = getComputedStyle(image, part)
            return { position, content, backgroundColor }
          }),
        )
        expect(cover).toMatchObject([
          { position: 'absolute', backgroundColor: expect.stringMatching(/^(oklch|rgb)\([^/]*\)$/) },
          { position: 'absolute', content: expect.stringContaining('Lost picture') },
        ])
      }
    },
  )

  it.each(['light', 'dark'] as const)('has nothing that axe objects to, in %s', async (colorScheme) => {
    const page = await visit('/models/lost', { colorScheme }, site.origin)
    await page.locator('.missing-picture').waitFor()
    expect(await objectionsTo(page)).toEqual([])
  })
})
