import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { serveSite } from '@/lib/benchmark/served-site'
import { visit, withBrowser } from '../setup/browser'
import { folderOfDrawings } from '../setup/catalogue'
import { runCommand } from '../setup/commands'
import { temporaryDirectory } from '../setup/temporary'
import { addTinyClip } from '../setup/tiny-clip'

withBrowser()

/** Drawings in four colours, one of which is in their names and is what the encoder has a word for. */
async function drawnCatalogue(): Promise<string> {
  const parent = temporaryDirectory()
  const { folder } = await folderOfDrawings(parent, ['red', 'crimson', 'teal', 'navy'])
  const dataDir = path.join(parent, 'data')
  await addTinyClip(dataDir)
  const environment = { DATA_DIR: dataDir }
  expect(await runCommand('catalog-folder', [folder], environment)).toMatchObject({ code: 0 })
  expect(await runCommand('precompute', ['--recipe', 'tiny-clip'], environment)).toMatchObject({ code: 0 })
  return dataDir
}

it('a search shows what its words find, and below that pictures that fit them, to a reader without scripts', async () => {
  const site = await serveSite(await drawnCatalogue())
  onTestFinished(site.stop)
  const page = await visit('/?query=red', { javaScriptEnabled: false }, site.origin)
  const namesIn = (region: string) =>
    page.getByRole('region', { name: region }).locator('li a[href^="/models/"]:has(bdi)').allTextContents()
  const pictures = 'Pictures that fit these words'
  await expect
    .poll(async () => {
      await page.reload()
      return (await namesIn(pictures)).slice(0, 3).sort()
    })
    .toEqual(['circle crimson', 'square crimson', 'triangle crimson'])
  expect((await namesIn('Models')).sort()).toEqual(['circle red', 'square red', 'triangle red'])
  expect((await namesIn(pictures)).filter((name) => name.endsWith(' red'))).toEqual([])
  await page.goto('/?query=moreover')
  expect(await page.getByText(pictures).count()).toBe(0)
})
