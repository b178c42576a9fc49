import { describe, expect, it } from 'vitest'
import { objectionsTo, withBrowser } from '../setup/browser'
import { ABSENT, boxOn, dragonSite, EMBED, headings, options, UID } from './query-box-site'

withBrowser()

const { visit, origin } = await dragonSite()

describe('a link in the query box', () => {
  it.each([
    `https://sketchfab.com/3d-models/a-dragon-${UID}?utm_source=x`,
    `http://www.sketchfab.com/models/${UID}`,
    `m.sketchfab.com/models/${UID}/embed`,
    EMBED,
    UID,
    UID.toUpperCase(),
  ])('leads to the model: %s', async (link) => {
    const page = await visit('/')
    await boxOn(page).focus()
    await page.evaluate((text) => document.execCommand('insertText', false, text), link)
    await expect.poll(() => options(page).allTextContents()).toEqual(['Open the model at this link'])
    await boxOn(page).press('Enter')
    await page.waitForURL(`**/models/${UID}`)
    await expect.poll(() => headings(page)).toBe('Dragon')
    expect(await boxOn(page).inputValue()).toBe('')
    await page.goBack()
    await page.waitForURL((url) => url.pathname === '/' && url.search === '')
  })

  it('is opened by a click, too, from another page', async () => {
    const page = await visit('/about')
    await boxOn(page).fill(`https://sketchfab.com/models/${UID}`)
    await options(page).click()
    await page.waitForURL(`**/models/${UID}`)
  })

  it('leads to a page of this site', async () => {
    const page = await visit('/')
    await boxOn(page).fill(`${origin()}/models/Dragon-fruit`)
    await boxOn(page).press('Enter')
    await page.waitForURL('**/models/Dragon-fruit')
  })

  it('that the catalogue does not have is told with its uid and a way to Sketchfab', async () => {
    const page = await visit('/')
    await boxOn(page).fill(`https://sketchfab.com/3d-models/a-ghost-${ABSENT}`)
    await boxOn(page).press('Enter')
    await page.waitForURL(/query=/)
    await expect.poll(() => headings(page)).toBe('Not in this catalogue')
    expect(await page.getByRole('main').textContent()).toContain(ABSENT)
    const out = page.getByRole('main').getByRole('link', { name: /View on Sketchfab/ })
    expect(await out.getAttribute('href')).toBe(`https://sketchfab.com/3d-models/${ABSENT}`)
    expect(await objectionsTo(page)).toEqual([])
    await page.getByRole('link', { name: 'Look through all models' }).click()
    await expect.poll(() => page.locator('.tile').count()).toBeGreaterThan(5)
  })

  it.each([
    ['https://example.org/a', 'Not a link to Sketchfab', 'example.org'],
    ['https://sketchfab.com/ann', 'Not a model’s page', 'sketchfab.com/3d-models/'],
    ['https://skfb.ly/6WxyZ', 'A short link', 'Only Sketchfab knows'],
  ])('%s is told what it is', async (link, heading, words) => {
    const page = await visit('/about')
    await boxOn(page).fill(link)
    await boxOn(page).press('Enter')
    await expect.poll(() => headings(page)).toBe(heading)
    expect(await page.getByRole('main').textContent()).toContain(words)
  })

  it('of whatever length and kind never ends in an error', async () => {
    const texts = [
      'https://',
      'http://[',
      `https://a/${'x'.repeat(3_900)}`,
      '<iframe src="https://',
      '%',
      '"\'(*',
      'ש'.repeat(900),
    ]
    const page = await visit('/about')
    for (const text of texts) {
      await boxOn(page).fill(text)
      await boxOn(page).press('Enter')
      await page.waitForURL(/query=/)
      await expect.poll(() => headings(page)).not.toMatch(/did not work|Too long/)
      await page.goBack()
      await page.waitForURL('**/about')
    }
  })
})

describe('without JavaScript', () => {
  const plain = { javaScriptEnabled: false }

  it('searches, keeps what was searched for, and follows a link', async () => {
    const page = await visit('/models/Dragon-fruit', plain)
    await boxOn(page).fill('guitar')
    await boxOn(page).press('Enter')
    await page.waitForURL(/query=guitar/)
    expect(await boxOn(page).inputValue()).toBe('guitar')
    expect(await page.getByText('Acoustic guitar').count()).toBeGreaterThan(0)
    for (const link of [EMBED, UID, `https://sketchfab.com/models/${UID}`]) {
      await boxOn(page).fill(link)
      await boxOn(page).press('Enter')
      await page.waitForURL(`**/models/${UID}`)
      expect(await headings(page)).toBe('Dragon')
    }
    await boxOn(page).fill(ABSENT)
    await boxOn(page).press('Enter')
    await page.waitForURL(/query=0/)
    expect(await headings(page)).toBe('Not in this catalogue')
  })

  it('a link is answered with where to go', async () => {
    const answer = await fetch(
      `${origin()}/?query=${encodeURIComponent(`https://sketchfab.com/models/${UID}`)}`,
      {
        redirect: 'manual',
      },
    )
    expect(answer.status).toBe(307)
    expect(answer.headers.get('location')).toMatch(new RegExp(`/models/${UID}$`))
  })
})
