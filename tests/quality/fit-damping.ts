import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Command, runCommand, wholeNumber } from '@/lib/cli/command'
import { currentRecipe } from '@/lib/indexing/recipe'
import { encodeFloat16 } from '@/lib/numerics/float16'
import { leadingEigenpairs } from '@/lib/numerics/leading-eigenvectors'
import { embedPictures } from './embed-pictures'
import { picturesOf } from './ground-sets'
import type { Embeddings } from './measure'
import { frames, kitRenders, type Render, sampleRenders, shareOf } from './renders'

const DIRECTIONS = 8
/** The mean variance of so many directions is what a ground's variance in a direction is held against. */
const COMPARED = 20

type Flags = { kits: string; folder: string; out: string; from: number; to: number }

const command = new Command('npx tsx tests/quality/fit-damping.ts')
  .description(
    'Finds the directions in which embeddings of one object on two grounds differ (lib/embedding/ground/damping.f16), on models that npx tsx tests/quality/measure-grounds.ts --percent 30 does not measure on.',
  )
  .requiredOption(
    '--kits <folder>',
    'a folder of renders as docs/retrieval-quality.md has it, beside the sample',
  )
  .option('--from <percent>', 'models from this share on', wholeNumber(0, 99), 30)
  .option('--to <percent>', 'and up to this one', wholeNumber(1, 100), 50)
  .option('--folder <path>', 'where the pictures are', path.join(tmpdir(), 'ground-pictures'))
  .option('--out <file>', 'what is written', 'lib/embedding/ground/damping.f16')
  .action(async ({ kits, folder, out, from, to }: Flags) => {
    const sets = [await sampleRenders(), await kitRenders(kits)]
    const fits = []
    for (const renders of sets) fits.push(await differencesOf(shareOf(renders, from, to), folder))
    const [one, other] = fits
    if (!one || !other) throw new Error('There are two sets.')
    // Both sets count the same, however many pictures each has.
    const between = (a: Float64Array, b: Float64Array) => a.map((value, at) => (value + (b[at] ?? 0)) / 2)
    const mean = between(one.mean, other.mean)
    const dimensions = mean.length
    const { values, vectors } = await leadingEigenpairs(
      between(one.moments, other.moments),
      dimensions,
      COMPARED,
    )
    const usual = values.reduce((sum, value) => sum + value, 0) / values.length
    const rows = new Float32Array((1 + DIRECTIONS) * dimensions)
    rows.set(mean)
    for (let row = 0; row < DIRECTIONS; row++) {
      const kept = 1 / Math.sqrt(1 + (values[row] ?? 0) / usual)
      const direction = vectors.subarray(row * dimensions, (row + 1) * dimensions)
      rows.set(
        direction.map((value) => value * Math.sqrt(1 - kept)),
        (1 + row) * dimensions,
      )
      console.log(
        `Direction ${row + 1}: ${((values[row] ?? 0) / usual).toFixed(2)}, ${kept.toFixed(2)} of it kept`,
      )
    }
    const bytes = new Uint8Array(encodeFloat16(rows).buffer)
    writeFileSync(out, bytes)
    console.log(`${out}, SHA-256 ${createHash('sha256').update(bytes).digest('hex')}`)
  })

/** The mean embedding of renders on grounds, and the mean products of what two grounds make of each, `[dimensions, dimensions]`. */
async function differencesOf(renders: readonly Render[], folder: string) {
  const recipe = { ...currentRecipe('default', folder), groundDamping: undefined }
  const embed = async (version: 'mixed' | 'other') =>
    embedPictures(await picturesOf(renders, version, frames.square, folder), recipe, folder)
  const [mixed, other] = [await embed('mixed'), await embed('other')]
  const { count, dimensions } = mixed
  const mean = new Float64Array(dimensions)
  const moments = new Float64Array(dimensions * dimensions)
  for (let row = 0; row < count; row++) {
    const [a, b] = [rowOf(mixed, row), rowOf(other, row)]
    for (let at = 0; at < dimensions; at++)
      mean[at] = (mean[at] ?? 0) + ((a[at] ?? 0) + (b[at] ?? 0)) / (2 * count)
    const difference = a.map((value, at) => value - (b[at] ?? 0))
    for (let left = 0; left < dimensions; left++) {
      const share = (difference[left] ?? 0) / count
      for (let right = 0; right < dimensions; right++) {
        const at = left * dimensions + right
        moments[at] = (moments[at] ?? 0) + share * (difference[right] ?? 0)
      }
    }
  }
  return { mean, moments }
}

function rowOf({ dimensions, values }: Embeddings, row: number): Float32Array {
  return values.subarray(row * dimensions, (row + 1) * dimensions)
}

await runCommand(command)
