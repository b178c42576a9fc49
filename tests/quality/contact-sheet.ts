import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { Command, runCommand, wholeNumber } from '@/lib/cli/command'
import { currentRecipe } from '@/lib/indexing/recipe'
import { embedPictures } from './embed-pictures'
import { picturesOf } from './ground-sets'
import { neighboursOf } from './measure'
import { drawnBy, frames, kitRenders, sampleRenders, shareOf } from './renders'

const TILE = 88
const GAP = 16
const NEIGHBOURS = 6
const ROWS = 12
const RECIPES = ['whole-picture', 'default']

type Flags = { kits?: string; folder: string; out: string; percent: number }

const command = new Command('npx tsx tests/quality/contact-sheet.ts')
  .description(
    'Draws look-alikes on mixed grounds: a model, its first six by whole pictures, its first six without the ground.',
  )
  .option('--kits <folder>', 'a folder of renders, instead of the sample')
  .option('--folder <path>', 'where the pictures are', path.join(tmpdir(), 'ground-pictures'))
  .option('--percent <number>', 'so many of the models take part', wholeNumber(1, 100), 100)
  .requiredOption('--out <file>', 'a WebP or JPEG')
  .action(async ({ kits, folder, out, percent }: Flags) => {
    const all = kits === undefined ? await sampleRenders() : await kitRenders(kits)
    const renders = shareOf(all, 0, percent)
    const pictures = await picturesOf(renders, 'mixed', frames.square, folder)
    const drawn = drawnBy('sheet', renders, ROWS)
    const tiles: { input: Buffer; left: number; top: number }[] = []
    const put = async (picture: number, column: number, row: number, gaps: number) => {
      const input = await sharp(pictures[picture])
        .resize(TILE - 4, TILE - 4)
        .toBuffer()
      tiles.push({ input, left: column * TILE + gaps * GAP + 2, top: row * TILE + 2 })
    }
    for (const [row, picture] of drawn.entries()) await put(picture, 0, row, 0)
    for (const [block, name] of RECIPES.entries()) {
      const recipe = currentRecipe(name, folder)
      const table = await neighboursOf(await embedPictures(pictures, recipe, folder), recipe, NEIGHBOURS)
      for (const [row, picture] of drawn.entries()) {
        for (const [place, neighbour] of (table[picture] ?? []).entries())
          await put(neighbour, 1 + block * NEIGHBOURS + place, row, 1 + block)
      }
    }
    const width = (1 + RECIPES.length * NEIGHBOURS) * TILE + RECIPES.length * GAP
    await sharp({ create: { width, height: ROWS * TILE, channels: 3, background: '#ffffff' } })
      .composite(tiles)
      .webp({ quality: 70 })
      .toFile(out)
  })

await runCommand(command)
