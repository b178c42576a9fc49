import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Command, runCommand, wholeNumber } from '@/lib/cli/command'
import type { Recipe } from '@/lib/embedding/recipes'
import { currentRecipe } from '@/lib/indexing/recipe'
import { embedPictures } from './embed-pictures'
import { groundOf, pictureFile, picturesOf, type Version } from './ground-sets'
import { groundKinds } from './grounds'
import { type Embeddings, qualityOf, ranksOnOtherGround, type Truth } from './measure'
import { drawnBy, type Frame, frames, kitRenders, type Render, sampleRenders, shareOf } from './renders'

type Flags = {
  kits?: string
  recipes: string
  frame: keyof typeof frames
  percent: number
  tries: number
  folder: string
}
type Set = { name: string; renders: Render[]; truths: Truth[] }

const command = new Command('npx tsx tests/quality/measure-grounds.ts')
  .description(
    'Puts renders on grounds drawn by hash and measures how much the ground counts. The pictures stay in the folder, with labels-….csv for npm run catalog:folder.',
  )
  .option('--kits <folder>', 'a folder of renders as docs/retrieval-quality.md has it, beside the sample')
  .option('--recipes <names>', 'separated by commas', 'whole-picture,default')
  .option('--frame <name>', 'square or wide (16:9)', 'square')
  .option('--percent <number>', 'so many of the models take part', wholeNumber(1, 100), 100)
  .option('--tries <number>', 'objects that are looked for on another ground', wholeNumber(1, 100_000), 1000)
  .option('--folder <path>', 'where the pictures are', path.join(tmpdir(), 'ground-pictures'))
  .action(async ({ kits, recipes, frame, percent, tries, folder }: Flags) => {
    for (const set of await readSets(kits, percent)) {
      for (const name of recipes.split(',')) {
        await measure(set, currentRecipe(name, folder), frames[frame], tries, folder)
      }
    }
  })

async function readSets(kits: string | undefined, percent: number): Promise<Set[]> {
  const sample = shareOf(await sampleRenders(), 0, percent)
  // With a part of the models, labels of more than ten are few.
  const least = percent < 100 ? 3 : 10
  const sets: Set[] = [{ name: 'sample', renders: sample, truths: [truthOf('label', sample, least)] }]
  if (kits !== undefined) {
    const renders = shareOf(await kitRenders(kits), 0, percent)
    const byLabel = { ...truthOf('label', renders, 3), groups: renders.map(({ group }) => group) }
    sets.push({ name: 'kits', renders, truths: [truthOf('group', renders, 3), byLabel] })
  }
  return sets
}

function truthOf(column: 'label' | 'group', renders: readonly Render[], leastRelevant: number): Truth {
  return { name: column, labels: renders.map((render) => render[column]), leastRelevant }
}

async function measure(set: Set, recipe: Recipe, frame: Frame, tries: number, folder: string): Promise<void> {
  const { renders, truths } = set
  const pictures = (version: Version, some = renders) => picturesOf(some, version, frame, folder)
  const embed = (bytes: readonly Buffer[]) => embedPictures(bytes, recipe, folder)
  const one = await embed(await pictures('one'))
  const mixed = await embed(await pictures('mixed'))
  const chosen = drawnBy('try', renders, tries)
  const tried = chosen.flatMap((index) => renders[index] ?? [])
  const other = await embed(await pictures('other', tried))
  writeLabels(renders, frame, folder)

  const [onOne, onMixed] = [await qualityOf(one, recipe, truths), await qualityOf(mixed, recipe, truths)]
  truths.forEach(({ name }, index) => {
    const [before = 0, after = 0] = [onOne[index], onMixed[index]]
    console.log(
      `${set.name} by ${name}, ${recipe.name}: one ground ${before.toFixed(3)}, mixed ${after.toFixed(3)}, ratio ${(after / before).toFixed(3)}`,
    )
  })
  const groups = renders.map(({ group }) => group)
  const ranks = await ranksOnOtherGround(joined(mixed, other), recipe, chosen, groups)
  const found = ranks.map((rank) => rank <= 2)
  console.log(`${set.name}, ${recipe.name}: first or second on another ground ${partOf(found)}`)
  for (const kind of groundKinds) {
    const own = found.filter((_, index) =>
      (['mixed', 'other'] as const).some((version) => groundOf(tried[index]?.key ?? '', version) === kind),
    )
    console.log(`  ${kind} at either end: ${partOf(own)} of ${own.length}`)
  }
}

function joined(first: Embeddings, second: Embeddings): Embeddings {
  const values = new Float32Array(first.values.length + second.values.length)
  values.set(first.values)
  values.set(second.values, first.values.length)
  return { count: first.count + second.count, dimensions: first.dimensions, values }
}

function writeLabels(renders: readonly Render[], frame: Frame, folder: string): void {
  const lines = (['one', 'mixed'] as const).flatMap((version) =>
    renders.map(({ key, label, group }) =>
      [pictureFile(key, version, frame), label, group, version, groundOf(key, version)].join(','),
    ),
  )
  const name = `labels-${renders[0]?.key.split('/')[0] ?? ''}-${frame.width}x${frame.height}.csv`
  writeFileSync(path.join(folder, name), ['file,label,group,version,ground', ...lines].join('\n'))
}

function partOf(found: readonly boolean[]): string {
  return (found.filter(Boolean).length / Math.max(1, found.length)).toFixed(3)
}

await runCommand(command)
