import { tmpdir } from 'node:os'
import path from 'node:path'
import pMap from 'p-map'
import sharp from 'sharp'
import { Command, runCommand, wholeNumber } from '@/lib/cli/command'
import { openGroundRemover } from '@/lib/embedding/ground/leave-out'
import { currentRecipe, encodersFolder } from '@/lib/indexing/recipe'
import { chooseEngine } from '@/lib/networks/engines/engines'
import { encoderPixels } from '@/lib/thumbnails/encoder-pixels'
import { type Cut, cuts, cutToObject } from './crops'
import { embedPictures } from './embed-pictures'
import { propsOf } from './ground-sets'
import { groundKinds, hashOf, paintGround, type Picture } from './grounds'
import { qualityOf, type Truth } from './measure'
import { drawnBy, frames, type Render, sampleRenders } from './renders'

type Flags = { objects: number; grounds: number; folder: string }

const command = new Command('npx tsx tests/quality/measure-bad-input.ts')
  .description(
    'Measures on pictures that are no object before a ground whether leaving the ground out does harm: the renders of the sample cut to their object, and grounds alone.',
  )
  .option('--objects <number>', 'so many renders, drawn by hash', wholeNumber(50, 100_000), 500)
  .option('--grounds <number>', 'so many grounds of each kind', wholeNumber(1, 10_000), 30)
  .option('--folder <path>', 'where compiled encoders are', path.join(tmpdir(), 'ground-pictures'))
  .action(async ({ objects, grounds, folder }: Flags) => {
    const renders = await sampleRenders()
    const drawn = drawnBy('cropped', renders, objects).flatMap((index) => renders[index] ?? [])
    for (const cut of cuts) await measureCut(drawn, cut, folder)
    await measureGrounds(grounds, await propsOf(renders, 'cropped'), folder)
  })

async function measureCut(renders: readonly Render[], cut: Cut, folder: string): Promise<void> {
  const pictures = await pMap(renders, async ({ read }, index) => cutToObject(await read(), cut, index), {
    concurrency: 2,
  })
  const truth: Truth = { name: 'label', labels: renders.map(({ label }) => label), leastRelevant: 3 }
  for (const name of ['whole-picture', 'default']) {
    const recipe = currentRecipe(name, folder)
    const [quality = 0] = await qualityOf(await embedPictures(pictures, recipe, folder), recipe, [truth])
    console.log(`${renders.length} objects, cut to their ${cut}, ${name}: ${quality.toFixed(3)}`)
  }
}

/** How much of grounds with nothing in front is left out: it should be nothing. */
async function measureGrounds(count: number, others: readonly Picture[], folder: string): Promise<void> {
  const recipe = currentRecipe('default', folder)
  const { size } = recipe.picture
  const engine = await chooseEngine('auto', recipe)
  const remover = await openGroundRemover(engine, size, { cacheDir: encodersFolder(folder) })
  for (const kind of groundKinds) {
    let changed = 0
    for (let index = 0; index < count; index++) {
      const { width, height, data } = await paintGround(
        kind,
        frames.square,
        hashOf('alone', kind, `${index}`),
        others,
      )
      const picture = await sharp(data, { raw: { width, height, channels: 3 } })
        .jpeg({ quality: 85 })
        .toBuffer()
      const whole = await encoderPixels(picture, { ...recipe.picture, ground: undefined })
      const { rgb: left } = await remover.leaveOut(await encoderPixels(picture, recipe.picture), 1)
      const difference = left.reduce((sum, value, at) => sum + Math.abs(value - (whole[at] ?? 0)), 0)
      if (difference / left.length > 3) changed++
    }
    console.log(`grounds alone, ${kind}: ${changed} of ${count} not as they are`)
  }
  await remover.dispose()
}

await runCommand(command)
