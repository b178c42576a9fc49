import { mkdirSync, writeFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import pMap from 'p-map'
import sharp from 'sharp'
import { z } from 'zod'
import { Command, runCommand } from '@/lib/cli/command'
import { hashOf } from '../grounds'
import { kitRenders, trimmed } from '../renders'

/** Side of an object, in pixels; it fills the square. */
const SIDE = 96

type Flags = { kits: string; photographs: string; out: string }

const command = new Command('npx tsx tests/quality/ground-network/dump-training-set.ts')
  .description('Writes what train.py reads: all emoji and kits as RGBA, panoramas as RGB.')
  .requiredOption('--kits <folder>', 'a folder of renders as docs/retrieval-quality.md has it')
  .requiredOption(
    '--photographs <folder>',
    'panoramas as PNG or JPEG, twice as wide as high: those of Poly Haven (CC0) that the package @pmndrs/assets has',
  )
  .requiredOption('--out <folder>', 'where to')
  .action(async ({ kits, photographs, out }: Flags) => {
    mkdirSync(out, { recursive: true })
    const emoji = await readEmoji()
    const all = [
      ...emoji,
      ...(await kitRenders(kits)).map(({ group, read }) => ({ group: `k/${group}`, read })),
    ]
    const objects = await pMap(all, async ({ read }) => squareOf(await read()), { concurrency: 4 })
    writeFileSync(path.join(out, 'objects.rgba'), Buffer.concat(objects))
    const names = await dumpPhotographs(photographs, out)
    const fold = all.map(({ group }) => hashOf('fold', group) % 4)
    const told = { sample: emoji.length, fold, photographs: names }
    writeFileSync(path.join(out, 'objects.json'), JSON.stringify(told))
  })

/** All emoji of the package, those of all skin tones among them; a group is one in all its tones. */
async function readEmoji() {
  const manifest = createRequire(import.meta.url).resolve('@lobehub/fluent-emoji-3d/package.json')
  const folder = path.join(path.dirname(manifest), 'assets')
  const files = (await readdir(folder)).filter((file) => file.endsWith('.webp')).sort()
  return files.map((file) => ({
    group: `e/${z.string().parse(file.split(/[-.]/)[0])}`,
    read: () => readFile(path.join(folder, file)),
  }))
}

async function squareOf(bytes: Buffer): Promise<Buffer> {
  const { data } = await trimmed(bytes)
  return sharp(data).resize(SIDE, SIDE, { fit: 'contain', background: '#0000' }).raw().toBuffer()
}

async function dumpPhotographs(folder: string, out: string): Promise<string[]> {
  const files = (await readdir(folder)).filter((file) => /\.(png|jpe?g)$/.test(file)).sort()
  for (const file of files) {
    const pixels = await sharp(path.join(folder, file))
      .resize(512, 256, { fit: 'fill' })
      .removeAlpha()
      .raw()
      .toBuffer()
    writeFileSync(path.join(out, `${path.parse(file).name}.rgb`), pixels)
  }
  return files.map((file) => path.parse(file).name)
}

await runCommand(command)
