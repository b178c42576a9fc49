import { describe, expect, it } from 'vitest'
import { isTooWide, objectionsTo, PHONE, withBrowser } from '../setup/browser'
import { focusOf } from '../setup/manners'
import { activeOption, boxOn, dragonSite, groups, headings, listOn, options, UID } from './query-box-site'

withBrowser()

const { visit, origin } = await dragonSite()

describe('the query box', () => {
  it.each(['/', '/models/Dragon-fruit', '/about', '/admin/login'])(
    'is on %s, and the key / leads to it',
    async (path) => {
      const page = await visit(path)
      await page.evaluate(() => document.querySelector<HTMLInputElement>('input[type=password]')?.blur())
      // The hint comes with what listens.
      await page.locator('header kbd').waitFor()
      await page.keyboard.press('/')
      expect(await focusOf(page)).toBe('query')
      expect(await boxOn(page).inputValue()).toBe('')
      await boxOn(page).pressSequentially('a/b')
      expect(await boxOn(page).inputValue()).toBe('a/b')
    },
  )

  it.each(['/nothing/here', '/models/nobody'])(
    'is a plain form on %s, which has no scripts',
    async (path) => {
      const page = await visit(path)
      expect(await page.locator('header kbd').isVisible()).toBe(false)
      await boxOn(page).fill('guitar')
      await boxOn(page).press('Enter')
      await page.waitForURL(/\?query=guitar$/)
      await expect.poll(() => headings(page)).toBe('“guitar”')
    },
  )

  it('leaves the key / to whoever types elsewhere', async () => {
    const page = await visit('/admin/login')
    await page.getByLabel('Password').pressSequentially('a/b')
    expect(await page.getByLabel('Password').inputValue()).toBe('a/b')
  })

  it('has no key / where that was switched off, on any page, until it is switched on again', async () => {
    const page = await visit('/about')
    const hint = page.locator('header kbd')
    const choice = page.getByLabel('The key / leads to the search box')
    const press = async () => {
      // Who is at a field types into it.
      await page.evaluate(() => document.querySelector<HTMLElement>(':focus')?.blur())
      await page.keyboard.press('/')
      return focusOf(page)
    }
    await hint.waitFor()
    await choice.uncheck()
    await hint.waitFor({ state: 'detached' })
    expect(await press()).not.toBe('query')
    await page.goto(`${origin()}/about`)
    await choice.waitFor()
    expect(await choice.isChecked()).toBe(false)
    expect(await hint.count()).toBe(0)
    expect(await boxOn(page).getAttribute('aria-keyshortcuts')).toBeNull()
    expect(await press()).not.toBe('query')
    await choice.check()
    await hint.waitFor()
    expect(await press()).toBe('query')
  })

  it('suggests in groups while somebody types, slips and all, and counts for who does not see', async () => {
    const page = await visit('/models/Dragon-fruit')
    await boxOn(page).pressSequentially('dargon', { delay: 30 })
    await expect.poll(() => options(page).count()).toBeGreaterThan(2)
    expect(await groups(page)).toContain('Models')
    expect(await options(page).first().textContent()).toContain('Dragon')
    expect(await boxOn(page).getAttribute('aria-expanded')).toBe('true')
    await expect
      .poll(() => page.locator('header').getByRole('status').textContent())
      .toBe(`${await options(page).count()} suggestions, to choose with the arrow keys.`)
    expect(page.url()).toContain('/models/Dragon-fruit')

    await boxOn(page).fill('fantasy')
    await expect.poll(() => groups(page)).toContain('Tags')
    await boxOn(page).fill('zzzzqq')
    await expect.poll(() => boxOn(page).getAttribute('aria-expanded')).toBe('false')
  })

  it('is driven by the arrow keys, Home, End, Enter and Escape; Tab leaves and picks nothing', async () => {
    const page = await visit('/about')
    const box = boxOn(page)
    await box.pressSequentially('dragon')
    await expect.poll(() => options(page).count()).toBeGreaterThan(2)
    expect(await activeOption(page)).toBeNull()
    await box.press('ArrowDown')
    const first = await options(page).first().textContent()
    const last = await options(page).last().textContent()
    expect(await activeOption(page)).toBe(first)
    await box.press('End')
    expect(await activeOption(page)).toBe(last)
    await box.press('ArrowDown')
    expect(await activeOption(page)).toBe(first)
    await box.press('ArrowUp')
    await box.press('Home')
    expect(await activeOption(page)).toBe(first)

    await box.press('Escape')
    await expect.poll(() => options(page).count()).toBe(0)
    expect(await box.inputValue()).toBe('dragon')
    await box.press('ArrowDown')
    await expect.poll(() => options(page).count()).toBeGreaterThan(2)
    await box.press('Escape')
    await expect.poll(() => options(page).count()).toBe(0)
    await box.press('Escape')
    await expect.poll(() => box.inputValue()).toBe('')

    await box.pressSequentially('dragon')
    await expect.poll(() => options(page).count()).toBeGreaterThan(2)
    await box.press('ArrowDown')
    await page.keyboard.press('Tab')
    await expect.poll(() => options(page).count()).toBe(0)
    expect(await focusOf(page)).not.toBe('query')
    expect(new URL(page.url()).pathname).toBe('/about')

    await box.focus()
    await box.press('ArrowDown')
    await expect.poll(() => options(page).count()).toBeGreaterThan(2)
    while ((await activeOption(page)) !== first) await box.press('ArrowDown')
    await box.press('Enter')
    await page.waitForURL(`**/models/${UID}`)
    await expect.poll(() => headings(page)).toBe('Dragon')
    expect(await box.inputValue()).toBe('')
    await expect.poll(() => focusOf(page)).toBe('content')
  })

  it.each([
    ['fantasy', 'Tags', /\?tag=fantasy$/, 'Tagged fantasy'],
    ['creatures', 'Categories', /\?category=Creatures$/, 'Creatures'],
    ['ann', 'Authors', /\?author=Ann$/, 'By Ann'],
  ])('leads from %s among the %s to the models that have it', async (typed, group, address, heading) => {
    const page = await visit('/about')
    await boxOn(page).pressSequentially(typed)
    await page.getByRole('group', { name: group }).getByRole('option').first().click()
    await page.waitForURL(address)
    await expect.poll(() => headings(page)).toBe(heading)
    expect(await boxOn(page).inputValue()).toBe('')
    await page.goBack()
    await page.waitForURL('**/about')
  })

  it('searches for what is typed when nothing is picked, from whatever page', async () => {
    const page = await visit('/models/Dragon-fruit')
    await boxOn(page).pressSequentially('guitar')
    await expect.poll(() => options(page).count()).toBeGreaterThan(0)
    await boxOn(page).press('Enter')
    await page.waitForURL(/\/\?query=guitar$/)
    await expect.poll(() => headings(page)).toBe('“guitar”')
    await expect.poll(() => options(page).count()).toBe(0)
    await page.goBack()
    await page.waitForURL('**/models/Dragon-fruit')
    expect(await boxOn(page).inputValue()).toBe('')
  })

  it('shows results as somebody types on the browse page, and what was typed after a step back', async () => {
    const page = await visit('/')
    await boxOn(page).pressSequentially('guit', { delay: 30 })
    await page.waitForURL(/query=guit$/)
    await page.getByRole('main').getByRole('link', { name: 'Acoustic guitar' }).first().click()
    await page.waitForURL('**/models/**')
    expect(await boxOn(page).inputValue()).toBe('')
    await page.goBack()
    await page.waitForURL(/query=guit$/)
    await expect.poll(() => boxOn(page).inputValue()).toBe('guit')
  })

  it('forgets what was typed and not searched for once somebody goes elsewhere', async () => {
    const page = await visit('/models/Dragon-fruit')
    await boxOn(page).pressSequentially('guitar')
    await page.getByRole('link', { name: 'About' }).click()
    await page.waitForURL('**/about')
    await expect.poll(() => boxOn(page).inputValue()).toBe('')
  })

  it('asks no more for what is overtaken, and not twice for the same', async () => {
    const page = await visit('/about')
    const asked: string[] = []
    page.on('request', (request) => {
      const { pathname, searchParams } = new URL(request.url())
      if (pathname === '/api/suggestions') asked.push(searchParams.get('query') ?? '')
    })
    await boxOn(page).fill('drag')
    await expect.poll(() => options(page).count()).toBeGreaterThan(0)
    await boxOn(page).fill('dragon')
    await expect.poll(() => asked).toEqual(['drag', 'dragon'])
    await boxOn(page).fill('drag')
    await expect.poll(() => options(page).first().textContent()).toContain('Dragon')
    expect(asked).toEqual(['drag', 'dragon'])
  })

  it('goes on as a search box while nothing can be suggested', async () => {
    const page = await visit('/about')
    let isDown = true
    let refused = 0
    await page.route('**/api/suggestions?*', (route) => {
      if (!isDown) return route.continue()
      return ++refused % 2 === 0 ? route.abort() : route.fulfill({ status: 503, body: 'no' })
    })
    await boxOn(page).pressSequentially('dragon', { delay: 150 })
    await expect.poll(() => refused).toBeGreaterThan(1)
    expect(await boxOn(page).inputValue()).toBe('dragon')
    await expect.poll(() => options(page).count()).toBe(0)
    isDown = false
    await boxOn(page).pressSequentially(' fruit')
    await expect.poll(() => options(page).count()).toBeGreaterThan(0)
    await boxOn(page).press('Enter')
    await page.waitForURL(/query=dragon\+fruit/)
  })

  it.each(['/', '/models/Dragon-fruit'])(
    'keeps what is typed on %s before the scripts have come',
    async (path) => {
      const page = await visit('about:blank')
      let comeOn = () => {}
      const scripts = new Promise<void>((resolve) => (comeOn = resolve))
      await page.route('**/*.js', async (route) => {
        await scripts
        await route.continue()
      })
      await page.goto(`${origin()}${path}`, { waitUntil: 'commit' })
      // At once: nothing that comes later takes the place of the box.
      await boxOn(page).pressSequentially('dragon')
      await boxOn(page).evaluate((input) => input.setAttribute('data-first', ''))
      comeOn()
      await expect.poll(() => options(page).count()).toBeGreaterThan(0)
      expect(await boxOn(page).inputValue()).toBe('dragon')
      expect(await boxOn(page).getAttribute('data-first')).toBe('')
      await boxOn(page).press('ArrowDown')
      await expect.poll(() => activeOption(page)).toContain('Dragon')
    },
  )
})

describe.each([
  ['wide', { viewport: { width: 1280, height: 900 } }],
  ['on a phone', PHONE],
])('%s', (_, device) => {
  it.each(['light', 'dark'] as const)(
    'in %s axe objects to nothing, open or closed, and nothing sticks out',
    async (colorScheme) => {
      const page = await visit('/about', { ...device, colorScheme })
      expect(await objectionsTo(page)).toEqual([])
      for (const typed of ['dragon', 'fantasy', 'تنين', `https://sketchfab.com/models/${UID}`]) {
        await boxOn(page).fill(typed)
        await expect.poll(() => options(page).count()).toBeGreaterThan(0)
        await boxOn(page).press('ArrowDown')
        expect(await objectionsTo(page)).toEqual([])
        expect(await isTooWide(page)).toBe(false)
        const list = await listOn(page).boundingBox()
        expect(list?.x ?? -1).toBeGreaterThanOrEqual(0)
        expect((list?.x ?? 0) + (list?.width ?? 0)).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0)
      }
    },
  )
})
