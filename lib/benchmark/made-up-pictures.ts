import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import pMap from 'p-map'
import sharp from 'sharp'
import type { CatalogueEntry } from '@/lib/catalogue/entry'
import { seededRandom } from '@/lib/numerics/seeded-random'

/** As Sketchfab has most thumbnails. */
const WIDTH = 256
const HEIGHT = 144
/** So many renders, shrunk to this side, stand on the grounds by twos. */
const RENDERS = 400
const SIDE = 112
const CONCURRENCY = 4

type Colour = readonly [red: number, green: number, blue: number]

/**
 * Fills a folder with JPEGs of 256 x 144, each another one and the same at every call: two renders of the sample catalogue
 * on a ground of two colours with some grain.
 *
 * @param entries with transparent pictures
 */
export async function writeMadeUpPictures(
  folder: string,
  count: number,
  entries: readonly CatalogueEntry[],
): Promise<void> {
  const step = Math.max(1, Math.floor(entries.length / RENDERS))
  const chosen = entries.filter((_, index) => index % step === 0)
  const renders = await pMap(chosen, shrunkRender, { concurrency: CONCURRENCY })
  await mkdir(folder, { recursive: true })
  await pMap(
    Array.from({ length: count }).keys(),
    async (number) => {
      const pixels = pictureOf(number, renders)
      const raw = { width: WIDTH, height: HEIGHT, channels: 3 } as const
      const jpeg = await sharp(pixels, { raw }).jpeg({ quality: 85 }).toBuffer()
      await writeFile(path.join(folder, `picture-${number}.jpg`), jpeg)
    },
    { concurrency: CONCURRENCY },
  )
}

/** [SIDE, SIDE, 4] */
async function shrunkRender(entry: CatalogueEntry): Promise<Uint8Array> {
  const bytes = await entry.readImage()
  return sharp(bytes).resize(SIDE, SIDE, { kernel: 'linear' }).ensureAlpha().raw().toBuffer()
}

/** [HEIGHT, WIDTH, 3] */
function pictureOf(number: number, renders: readonly Uint8Array[]): Uint8Array {
  const random = seededRandom(number + 1)
  const below = (end: number) => Math.floor(random() * end)
  const colour = (): Colour => [below(256), below(256), below(256)]
  const pixels = ground(colour(), colour(), random)
  for (let thing = 0; thing < 2; thing++) {
    const render = renders[below(renders.length)]
    if (render) paint(pixels, render, below(WIDTH - SIDE), below(HEIGHT - SIDE))
  }
  return pixels
}

function ground(from: Colour, to: Colour, random: () => number): Uint8Array {
  const pixels = new Uint8Array(WIDTH * HEIGHT * 3)
  for (let at = 0; at < pixels.length; at++) {
    const place = Math.floor(at / 3)
    const share = ((place % WIDTH) / WIDTH + place / (WIDTH * HEIGHT)) / 2
    const channel = at % 3
    pixels[at] = (from[channel] ?? 0) * (1 - share) + (to[channel] ?? 0) * share * (0.98 + 0.02 * random())
  }
  return pixels
}

function paint(pixels: Uint8Array, render: Uint8Array, left: number, top: number): void {
  for (let place = 0; place < SIDE * SIDE; place++) {
    const alpha = (render[place * 4 + 3] ?? 0) / 255
    const target = ((top + Math.floor(place / SIDE)) * WIDTH + left + (place % SIDE)) * 3
    for (let channel = 0; channel < 3; channel++) {
      const behind = pixels[target + channel] ?? 0
      pixels[target + channel] = behind + alpha * ((render[place * 4 + channel] ?? 0) - behind)
    }
  }
}
