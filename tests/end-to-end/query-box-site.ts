import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { serveSite, type ServedSite } from '@/lib/benchmark/served-site'
import { servedGallery } from '../serving/gallery'
import { visit as visitAt } from '../setup/browser'
import { ADMIN } from '../setup/npm-start'

export const UID = '5dcebcfaedbd4e7b8a27bd1ae55f1ac3'
export const ABSENT = '00000000000000000000000000000000'
export const EMBED = `<div class="sketchfab-embed-wrapper"> <iframe title="A dragon" frameborder="0" allowfullscreen
  allow="autoplay; fullscreen; xr-spatial-tracking" ${'x'.repeat(600)}
  src="https://sketchfab.com/models/${UID}/embed?autostart=1"> </iframe> <p> <a
  href="https://sketchfab.com/3d-models/a-dragon-${UID}"> A dragon </a> by Ann</p></div>`

/** Serves a catalogue of dragons to the tests of a file. */
export async function dragonSite() {
  const gallery = await servedGallery()
  let site: ServedSite | undefined
  beforeAll(async () => {
    await gallery.add(
      { name: 'Dragon', uidCandidates: [UID], author: 'Ann', tags: ['fantasy'], categories: ['Creatures'] },
      { name: 'Dragon fruit', author: 'Bo', tags: ['dragon food'], categories: ['Food'] },
      { name: 'Acoustic guitar', tags: ['music'], categories: ['Instruments'] },
      { name: 'تنين صغير', author: 'آن', tags: ['fantasy'], categories: ['Creatures'] },
      { name: `Dragonfly ${'of many words and more '.repeat(8)}`, author: 'n'.repeat(90) },
      { name: 'Dragon for grown-ups' },
      ...Array.from({ length: 20 }, (_, place) => ({
        name: `pot ${place}`,
        tags: ['clay', 'food'],
        author: 'Ann',
      })),
    )
    await gallery.change("UPDATE Model SET ageRestricted = 1 WHERE name = 'Dragon for grown-ups'")
    await gallery.publish({ Dragon: ['Dragon fruit'], 'Dragon fruit': ['Dragon'] })
    site = await serveSite(gallery.dataDir, { variables: ADMIN })
  })
  afterAll(() => site?.stop())
  const origin = () => site?.origin ?? ''
  const visit = (path: string, options: BrowserContextOptions = {}) => visitAt(path, options, origin())
  return { visit, origin }
}

export const boxOn = (page: Page) => page.getByRole('combobox', { name: /^Search/ })
/** A filter on a page has options, too. */
export const listOn = (page: Page) => page.getByRole('listbox', { name: 'Suggestions' })
export const options = (page: Page) => listOn(page).getByRole('option')
export const groups = (page: Page) =>
  listOn(page)
    .getByRole('group')
    .evaluateAll((all) => all.map((one) => one.ariaLabel))
export const headings = (page: Page) => page.getByRole('heading', { level: 1 }).textContent()

/** What the option says that the arrow keys have come to; null where they have come to none. */
export const activeOption = (page: Page) =>
  boxOn(page).evaluate((input) => {
    const id = input.getAttribute('aria-activedescendant')
    return id ? (document.getElementById(id)?.textContent ?? 'gone') : null
  })
