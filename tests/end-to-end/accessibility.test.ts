import { describe, expect, inject, it } from 'vitest'
import { objectionsTo, visit, withBrowser } from '../setup/browser'
import { logIn } from '../setup/dashboard'

withBrowser()

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  it.each([
    '/',
    '/?query=cat',
    '/?query=zzzzqq',
    '/models/dragon',
    '/models/orangutan',
    '/about',
    '/models/nobody',
    '/admin/login',
  ])('%s has nothing that axe objects to', async (path) => {
    const page = await visit(path, { colorScheme })
    expect(await objectionsTo(page)).toEqual([])
  })

  it.each([
    '/admin',
    '/admin/runs',
    '/admin/runs/1',
    '/admin/crawls',
    '/admin/failures',
    '/admin/activity',
    '/admin/runs/999',
  ])('%s, for who is logged in, has nothing that axe objects to', async (path) => {
    const page = await logIn(inject('origin'), { colorScheme })
    await page.goto(path)
    expect(await objectionsTo(page)).toEqual([])
  })
})
