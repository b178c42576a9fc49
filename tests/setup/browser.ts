import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, onTestFinished } from 'vitest'
import { findBrowser } from '../../scripts/browser.mjs'

let browser: Browser

/** Starts the browser for the tests of a file. */
export function withBrowser(): void {
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: findBrowser() ?? undefined,
      // A container's root has no sandbox, and the flags keep the browser from calling home.
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    })
  })
  afterAll(() => browser.close())
}

/** What the browser says itself of a page that is meant to be a 404, and of answers that a killed server cut off. */
const FROM_THE_LINE = /^Failed to load resource|^(TypeError: )?network error$/

/** Opens a path of the site in a page of its own. An error in the page fails the test. */
export async function visit(
  path: string,
  options: BrowserContextOptions = {},
  origin = inject('origin'),
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    ...options,
    baseURL: origin,
  })
  // What is waited for comes by itself, on a slow machine later.
  context.setDefaultTimeout(180_000)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  onTestFinished(async () => {
    await context.close()
    expect(complaints.filter((complaint) => !FROM_THE_LINE.test(complaint))).toEqual([])
  })
  await page.goto(path)
  return page
}

/** Opens a page whose scripts are at work. */
export async function visitAlive(...asked: Parameters<typeof visit>): Promise<Page> {
  const page = await visit(...asked)
  await page.waitForLoadState('networkidle')
  return page
}

/** What axe objects to on a page as it is now. */
export async function objectionsTo(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)
}

export const PHONE: BrowserContextOptions = { viewport: { width: 360, height: 740 }, isMobile: true }

/** Whether anything of a page reaches beyond the screen, which on a phone grows with what is on it. */
export async function isTooWide(page: Page): Promise<boolean> {
  const content = await page.evaluate(() => document.documentElement.scrollWidth)
  return content > (page.viewportSize()?.width ?? 0)
}
