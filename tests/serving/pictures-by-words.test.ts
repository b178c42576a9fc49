import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { currentRecipe, encodersFolder } from '@/lib/indexing/recipe'
import { parseSelection } from '@/lib/serving/browse-selection'
import { addTinyClip } from '../setup/tiny-clip'
import { servedGallery } from './gallery'

const gallery = await servedGallery()
const { readBrowsePage } = await import('@/lib/serving/models')

afterAll(() => globalThis.recASketchWords?.encoder.close())

const browse = async (parameters: Record<string, string>) => {
  const { models, pictures, total } = await readBrowsePage(parseSelection(parameters).selection)
  const names = (all: { name: string }[]) => all.map(({ name }) => name)
  return { models: names(models), pictures: names(pictures), total: total.count }
}

/** What the page is where the network has been loaded: of a machine that takes its time the first pages come without. */
async function browsed(parameters: Record<string, string>) {
  await expect.poll(async () => (await browse({ query: 'blue' })).pictures).not.toEqual([])
  return browse(parameters)
}

/** From here on nothing of the log is printed. */
const hush = () => vi.mocked(console.error).mockImplementation(() => undefined)

/** What the log has said since. */
function complaints(): unknown[] {
  const said = vi.mocked(console.error).mock.calls.flat()
  vi.mocked(console.error).mockClear()
  return said
}

const colours = {
  ruby: [1, 0, 0, 0],
  'red brick': [0.9, 0.3, 0.3, 0],
  brick: [0.8, 0.4, 0.45, 0],
  meadow: [0.1, 0.9, 0.2, 0],
  sky: [0.2, 0.3, 0.93, 0],
}
const publish = (recipe: string, recipeId = currentRecipe(recipe, gallery.dataDir).id) =>
  gallery.publish({ ruby: ['brick'] }, recipe, undefined, { recipeId, vectors: colours })

describe('pictures that fit the words of a search', () => {
  it('are none, and nobody hears of it, under a recipe that reads no words', async () => {
    await gallery.add(...Object.keys(colours).map((name) => ({ name, categories: ['Things'] })))
    await publish('default')
    expect(await browse({ query: 'red' })).toEqual({ models: ['red brick'], pictures: [], total: 1 })
    expect(globalThis.recASketchWords).toBeUndefined()
  })

  it('come beside what the words find, the nearest first, and are none of these', async () => {
    await addTinyClip(gallery.dataDir)
    await publish('tiny-clip')
    expect(await browsed({ query: 'red' })).toEqual({
      models: ['red brick'],
      pictures: ['ruby', 'brick'],
      total: 1,
    })
    expect(await browse({ query: 'GREEN' })).toEqual({ models: [], pictures: ['meadow'], total: 0 })
  })

  it('are none for words that say nothing, and where more is asked for than words', async () => {
    for (const query of ['moreover', '🐉', '  ', 'zebra '.repeat(2000)])
      expect(await browsed({ query })).toMatchObject({ pictures: [] })
    expect(await browsed({ query: 'red', category: 'Things' })).toMatchObject({
      models: ['red brick'],
      pictures: [],
    })
    expect(await browsed({})).toMatchObject({ pictures: [] })
  })

  it('are not among them once they are taken down', async () => {
    await gallery.change("UPDATE Model SET thumbnailHash = NULL WHERE name = 'brick'")
    expect(await browsed({ query: 'red' })).toMatchObject({ pictures: ['ruby'] })
  })

  it('are none where another encoder of that name was added since, and the log says so once', async () => {
    hush()
    await publish('tiny-clip', 'tiny-clip-of-before')
    for (let times = 0; times < 2; times++)
      expect(await browse({ query: 'red' })).toMatchObject({ models: ['red brick'], pictures: [] })
    expect(complaints()).toEqual([expect.stringMatching(/tiny-clip was added anew since run \d+ was made/)])
  })

  it('are none where a file of the encoder has changed or is gone, and the log says so once', async () => {
    hush()
    const tokenizer = path.join(encodersFolder(gallery.dataDir), 'tiny-clip/tokenizer.json')
    writeFileSync(tokenizer, '{}')
    await publish('tiny-clip')
    for (let times = 0; times < 2; times++)
      expect(await browse({ query: 'red' })).toMatchObject({ models: ['red brick'], pictures: [] })
    await expect.poll(() => vi.mocked(console.error).mock.calls.length).toBe(1)
    expect(complaints()).toEqual([expect.stringMatching(/files in .* have changed since/)])
    rmSync(path.dirname(tokenizer), { recursive: true })
    await publish('tiny-clip', 'tiny-clip-of-before')
    expect(await browse({ query: 'red' })).toMatchObject({ models: ['red brick'], pictures: [] })
    expect(complaints()).toEqual([
      expect.stringMatching(/The encoder tiny-clip of the published run \d+ is not here/),
    ])
  })
})
