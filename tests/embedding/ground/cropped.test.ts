import sharp from 'sharp'
import { expect, it } from 'vitest'
import { recipeNamed } from '@/lib/embedding/recipes'
import { embedPictures } from '../../quality/embed-pictures'
import { hashOf } from '../../quality/grounds'
import { qualityOf } from '../../quality/measure'
import { sampleRenders } from '../../quality/renders'
import { temporaryDirectoryOfFile } from '../../setup/temporary'

const folder = temporaryDirectoryOfFile()
const colours = ['#ffffff', '#000000', '#808080', '#3060a0', '#d8c8a0']

/** An object that touches all four borders, on a ground of one colour. */
async function cropped(render: Buffer, background: string): Promise<Buffer> {
  const trimmed = await sharp(render).trim({ background: '#0000', threshold: 1 }).png().toBuffer()
  return sharp(trimmed).flatten({ background }).jpeg({ quality: 85 }).toBuffer()
}

it('500 objects that touch all four borders are found as well as by whole pictures', async () => {
  const renders = (await sampleRenders())
    .sort((one, other) => hashOf('cropped', one.key) - hashOf('cropped', other.key))
    .slice(0, 500)
  const pictures = await Promise.all(
    renders.map(async ({ read }, index) => cropped(await read(), colours[index % colours.length] ?? '')),
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
