import type { Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { objectionsTo, PHONE, visit, withBrowser } from '../setup/browser'
import { copyOfSmallSite, logIn, serveDashboard } from '../setup/dashboard'

withBrowser()

const HEARTS = '/?query=heart'
const pile = (page: Page) => page.locator('li.pile').first()
const countOf = async (fold: Locator) => Number(/\d+/.exec((await fold.textContent()) ?? '')?.[0])
const cards = (page: Page) => page.locator('main li:visible:has(> .tile)')

it('what is the same thing lies behind one card, and unfolds in its place by mouse and by keyboard', async () => {
  const page = await visit(HEARTS)
  const fold = pile(page).locator('summary')
  const folded = await countOf(fold)
  expect(folded).toBeGreaterThan(0)
  expect(await fold.textContent()).toMatch(/^\+\d+ of the same thing as .+/)
  const before = await cards(page).count()
  expect(await objectionsTo(page)).toEqual([])

  await fold.click()
  await expect.poll(() => cards(page).count()).toBe(before + folded)
  const next = page.locator('li.pile + li.folded').first().locator('li').first()
  await expect.poll(() => next.isVisible()).toBe(true)
  expect(await objectionsTo(page)).toEqual([])
  await fold.click()
  await expect.poll(() => cards(page).count()).toBe(before)

  await pile(page).getByRole('link').first().focus()
  for (
    let press = 0;
    press < 3 && !(await fold.evaluate((summary) => summary === document.activeElement));
    press++
  )
    await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect.poll(() => cards(page).count()).toBe(before + folded)
  await page.keyboard.press('Space')
  await expect.poll(() => cards(page).count()).toBe(before)
})

it('works before any script, and on a phone', async () => {
  const page = await visit(HEARTS, { ...PHONE, javaScriptEnabled: false })
  const fold = pile(page).locator('summary')
  const [before, folded] = [await cards(page).count(), await countOf(fold)]
  await fold.click()
  expect(await cards(page).count()).toBe(before + folded)
})

it('a model’s page shows the same thing apart, and as many look-alikes as without', async () => {
  const page = await visit(HEARTS)
  await pile(page).getByRole('link').first().click()
  await page.waitForURL('**/models/*')
  const same = page.locator('details.same')
  expect(await same.locator('summary').textContent()).toMatch(/^The same thing, (once more|\d+ more times)$/)
  const inside = same.locator('li')
  expect(await inside.first().isVisible()).toBe(false)
  const shown = page.locator('ol > li:visible:has(> .tile)')
  expect(await shown.count()).toBe(await cardsOf(page))
  await same.locator('summary').click()
  await expect.poll(() => inside.first().isVisible()).toBe(true)
  expect(await objectionsTo(page)).toEqual([])
  const names = (of: Locator) => of.locator('a.font-medium').allTextContents()
  const [own, others] = [await names(inside), await names(page.locator('ol > li'))]
  for (const name of own) expect(others).not.toContain(name)
})

const similarSchema = z.object({
  model: z.object({ nearDuplicates: z.object({ group: z.number() }).nullable() }),
  similar: z.array(
    z.object({
      model: z.object({ uid: z.string(), nearDuplicates: z.object({ group: z.number() }).nullable() }),
    }),
  ),
})

/** How many look-alikes a model's page has room and reason for: what is in one group is one, its own group is none. */
async function cardsOf(page: Page): Promise<number> {
  const answer = await page.request.get(`/api${new URL(page.url()).pathname}/similar?limit=100`)
  const { model, similar } = similarSchema.parse(await answer.json())
  const keys = similar.map((one) => one.model.nearDuplicates?.group ?? one.model.uid)
  return Math.min(24, new Set(keys.filter((key) => key !== model.nearDuplicates?.group)).size)
}

const groupsSchema = z.object({
  groups: z.array(
    z.object({ group: z.number(), models: z.array(z.object({ uid: z.string(), name: z.string() })) }),
  ),
})

it.each([true, false])(
  'an admin keeps a model apart, folds it again, and takes the others down (with scripts: %s)',
  async (javaScriptEnabled) => {
    const site = await serveDashboard(await copyOfSmallSite())
    const groupsOf = async () =>
      groupsSchema.parse(await (await fetch(`${site.origin}/api/near-duplicates?limit=100`)).json()).groups
    const group = (await groupsOf()).toSorted((one, other) => other.models.length - one.models.length)[0]
    const [first, second] = group?.models ?? []
    if (!group || !first || !second) throw new Error('The small catalogue has no near-duplicates.')
    const namesNow = async () =>
      (await groupsOf()).find((one) => one.group === group.group)?.models.map(({ name }) => name) ?? []

    const page = await logIn(site.origin, { javaScriptEnabled })
    await page.getByRole('link', { name: 'Near-duplicates' }).click()
    await page.getByRole('heading', { name: 'Near-duplicates', exact: true }).waitFor()
    if (javaScriptEnabled) expect(await objectionsTo(page)).toEqual([])
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click()

    await press(`Keep apart ${first.name}`)
    await page.getByRole('button', { name: `Fold again ${first.name}` }).waitFor()
    expect(await namesNow()).not.toContain(first.name)
    await press(`Fold again ${first.name}`)
    await page.getByRole('button', { name: `Keep apart ${first.name}` }).waitFor()
    expect(await namesNow()).toContain(first.name)

    await press(`Take down the others of ${second.name}`)
    const dialog = page.locator('dialog[open]')
    await dialog.getByText(second.name).waitFor()
    expect((await fetch(`${site.origin}/api/models/${first.uid}`)).status).toBe(200)
    await dialog.getByRole('button', { name: /^Take (it|them) down$/ }).click()
    await expect.poll(namesNow).toEqual([])
    for (const { uid } of group.models)
      expect((await fetch(`${site.origin}/api/models/${uid}`)).status).toBe(uid === second.uid ? 200 : 404)
    await page.goto('/admin/activity')
    for (const said of ['keep apart', 'fold again', `${first.uid}, the same thing as ${second.uid}`])
      expect(await page.getByText(said).count()).toBeGreaterThan(0)
  },
)
