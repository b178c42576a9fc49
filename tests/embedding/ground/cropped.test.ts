import { expect, it } from 'vitest'
import { recipeNamed } from '@/lib/embedding/recipes'
import { cutToObject } from '../../quality/crops'
import { embedPictures } from '../../quality/embed-pictures'
import { qualityOf } from '../../quality/measure'
import { drawnBy, sampleRenders } from '../../quality/renders'
import { temporaryDirectoryOfFile } from '../../setup/temporary'

const folder = temporaryDirectoryOfFile()

it('500 objects that touch all four borders are found as well as by whole pictures', async () => {
  const all = await sampleRenders()
  const renders = drawnBy('cropped', all, 500).flatMap((index) => all[index] ?? [])
  const pictures = await Promise.all(
    renders.map(async ({ read }, index) => cutToObject(await read(), 'box', index)),
  )
  const truth = { name: 'label', labels: renders.map(({ label }) => label), leastRelevant: 3 }
  const qualities: number[] = []
  for (const name of ['whole-picture', 'default']) {
    const recipe = recipeNamed(name, 1)
    const [quality = 0] = await qualityOf(await embedPictures(pictures, recipe, folder), recipe, [truth])
    qualities.push(quality)
  }
  const [whole = 0, left = 0] = qualities
  expect(left).toBeGreaterThan(whole - 0.01)
})
