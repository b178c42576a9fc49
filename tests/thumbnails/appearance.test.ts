import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { makePageImage } from '@/lib/thumbnails/page-image'
import { encoderPixels } from '@/lib/thumbnails/encoder-pixels'
import { samplesOf, tiff, type TiffPicture } from '../setup/tiff'

/** Four quarters, in the order of reading. */
const COLOURS = [
  [200, 30, 30],
  [30, 180, 40],
  [40, 50, 220],
  [220, 220, 200],
]
const GREYS = COLOURS.map(([, green = 0]) => [green, green, green])
const SIDE = 16
/** What is seen of the page through a picture. */
const BEHIND = '#fafaf9'
const size = { width: SIDE, height: SIDE }

/** A value for each pixel and channel of the quarters, pixel by pixel. */
function quartersOf(colours: readonly number[][], channels?: number): number[] {
  return Array.from({ length: SIDE * SIDE }, (_, at) => {
    const quarter = (at >= (SIDE * SIDE) / 2 ? 2 : 0) + (at % SIDE >= SIDE / 2 ? 1 : 0)
    return (colours[quarter] ?? []).slice(0, channels)
  }).flat()
}

const bytesOf = (numbers: readonly number[]) => Buffer.from(numbers)
const wordsOf = (numbers: readonly number[]) =>
  samplesOf(numbers, (buffer, value, at) => buffer.writeUInt16LE(value, at), 2)
const rgb = quartersOf(COLOURS)
const grey = quartersOf(COLOURS.map(([, green = 0]) => [green]))
const bit = Array.from({ length: SIDE }, () => [0xff, 0x00]).flat()
const planar = (numbers: readonly number[]) =>
  [0, 1, 2].flatMap((channel) => numbers.filter((_, at) => at % 3 === channel))
// By CIE's formulas, of the four colours: L from 0 to 100, a and b.
const LAB = [
  [43.21, 63.05, 45.23],
  [64.22, -62.74, 56.39],
  [33.77, 55.26, -85.5],
  [87.28, -3.44, 9.83],
].map(([l = 0, a = 0, b = 0]) => [(l / 100) * 65535, (a * 256) & 0xffff, (b * 256) & 0xffff].map(Math.round))

const tiffs: Record<string, TiffPicture> = {
  RGB: { ...size, channels: 3, photometric: 2, samples: bytesOf(rgb) },
  'planar RGB': { ...size, channels: 3, photometric: 2, isPlanar: true, samples: bytesOf(planar(rgb)) },
  'RGB of 16 bits': {
    ...size,
    channels: 3,
    bits: 16,
    photometric: 2,
    samples: wordsOf(rgb.map((v) => v * 257)),
  },
  'planar RGB of 16 bits': {
    ...size,
    channels: 3,
    bits: 16,
    photometric: 2,
    isPlanar: true,
    samples: wordsOf(planar(rgb.map((v) => v * 257))),
  },
  'a palette': {
    ...size,
    photometric: 3,
    samples: bytesOf(quartersOf([[0], [1], [2], [3]])),
    colourMap: [0, 1, 2].flatMap((channel) =>
      Array.from({ length: 256 }, (_, index) => (COLOURS[index]?.[channel] ?? 0) * 257),
    ),
  },
  'CIELAB of 16 bits': { ...size, channels: 3, bits: 16, photometric: 8, samples: wordsOf(quartersOf(LAB)) },
  'RGB and an alpha of 255': {
    ...size,
    channels: 4,
    photometric: 2,
    extraSamples: [2],
    samples: bytesOf(quartersOf(COLOURS.map((colour) => [...colour, 255]))),
  },
}
const greyTiffs: Record<string, TiffPicture> = {
  grey: { ...size, samples: bytesOf(grey) },
  'grey with white at 0': { ...size, photometric: 0, samples: bytesOf(grey.map((value) => 255 - value)) },
  'grey of 16 bits': { ...size, bits: 16, samples: wordsOf(grey.map((value) => value * 257)) },
  'grey of 16 bits with white at 0': {
    ...size,
    bits: 16,
    photometric: 0,
    samples: wordsOf(grey.map((value) => 65535 - value * 257)),
  },
}

/** The middles of the quarters as encoders see them, with and without the ground, and as the page shows them. */
async function shownQuarters(bytes: Uint8Array): Promise<number[][][]> {
  const seen = await encoderPixels(bytes, { size: SIDE, fit: 'contain', kernel: 'cubic' })
  const kept = await encoderPixels(bytes, {
    size: SIDE,
    fit: 'contain',
    kernel: 'cubic',
    ground: 'left out',
  })
  const onWhite = await sharp(kept, { raw: { width: SIDE, height: SIDE, channels: 4 } })
    .flatten({ background: '#ffffff' })
    .raw()
    .toBuffer()
  const { large } = await makePageImage(bytes)
  const shown = await sharp(large).flatten({ background: BEHIND }).raw().toBuffer()
  const middles = [4, 12].flatMap((y) => [4, 12].map((x) => (y * SIDE + x) * 3))
  return [seen, onWhite, shown].map((pixels) => middles.map((at) => [...pixels.subarray(at, at + 3)]))
}

async function expectShown(bytes: Uint8Array, expected: readonly number[][], tolerance = 14) {
  for (const quarters of await shownQuarters(bytes)) {
    quarters.forEach((colour, quarter) => {
      const far = colour.some((value, c) => Math.abs(value - (expected[quarter]?.[c] ?? NaN)) > tolerance)
      expect(far, `${colour} is ${expected[quarter]}`).toBe(false)
    })
  }
}

const png = (channels: 3 | 4 = 3) =>
  sharp(bytesOf(channels === 3 ? rgb : quartersOf(COLOURS.map((colour) => [...colour, 255]))), {
    raw: { ...size, channels },
  })

describe('a picture looks as it does to a person', () => {
  it.each(Object.keys(tiffs))('TIFF with %s', async (name) => {
    const picture = tiffs[name]
    if (picture) await expectShown(tiff(picture), COLOURS)
  })

  it.each(Object.keys(greyTiffs))('TIFF with %s', async (name) => {
    const picture = greyTiffs[name]
    if (picture) await expectShown(tiff(picture), GREYS)
  })

  it.each([1, 0])('TIFF of one bit, black at %i for white', async (white) => {
    const samples = bytesOf(white === 1 ? bit : bit.map((byte) => 255 - byte))
    const [black, paper] = [
      [0, 0, 0],
      [255, 255, 255],
    ]
    await expectShown(tiff({ ...size, bits: 1, photometric: white, samples }), [paper, black, paper, black])
  })

  it('TIFF with premultiplied and plain alpha: half of what is behind', async () => {
    const halfWhite = COLOURS.map((colour) => colour.map((value) => (value + 250) / 2))
    for (const [kind, share] of [
      [1, 0.5],
      [2, 1],
    ] as const) {
      const colours = COLOURS.map((colour) => [...colour.map((value) => Math.round(value * share)), 128])
      const picture = { ...size, channels: 4, photometric: 2, extraSamples: [kind] }
      await expectShown(tiff({ ...picture, samples: bytesOf(quartersOf(colours)) }), halfWhite)
    }
  })

  it('the first of several pages of a TIFF', async () => {
    const negative = {
      ...size,
      channels: 3,
      photometric: 2,
      samples: bytesOf(rgb.map((value) => 255 - value)),
    }
    const first = { ...size, channels: 3, photometric: 2, samples: bytesOf(rgb) }
    await expectShown(tiff(first, negative, negative), COLOURS)
  })

  it('CMYK without a profile, in TIFF and JPEG', async () => {
    // Uncoated inks are duller than light; what must not be is a negative, or another hue.
    const cmyk = png().toColourspace('cmyk')
    await expectShown(await cmyk.clone().tiff().toBuffer(), COLOURS, 100)
    await expectShown(await cmyk.clone().jpeg().toBuffer(), COLOURS, 100)
    const inks = COLOURS.map((colour) => colour.map((value) => 255 - value).concat(0))
    const plain = { ...size, channels: 4, photometric: 5, samples: bytesOf(quartersOf(inks)) }
    await expectShown(tiff(plain), COLOURS, 100)
  })

  it('PNG with a palette and a transparent colour, of 16 bits, interlaced', async () => {
    await expectShown(await png().png({ palette: true }).toBuffer(), COLOURS)
    const seeThrough = COLOURS.map((colour, quarter) => [...colour, quarter === 3 ? 0 : 255])
    const holed = sharp(bytesOf(quartersOf(seeThrough)), { raw: { ...size, channels: 4 } })
    const behind = [...COLOURS.slice(0, 3), [250, 250, 249]]
    await expectShown(await holed.clone().png({ palette: true }).toBuffer(), behind)
    await expectShown(await holed.clone().gif().toBuffer(), behind)
    await expectShown(await png().toColourspace('rgb16').png({ progressive: true }).toBuffer(), COLOURS)
  })

  it('AVIF of 8 and 10 bits, WebP with and without loss', async () => {
    for (const bitdepth of [8, 10] as const) {
      const avif = await png()
        .avif({ bitdepth, quality: 90, chromaSubsampling: '4:4:4' })
        .toBuffer()
        .catch(() => null)
      // sharp's own builds write 8 bits only.
      if (avif) await expectShown(avif, COLOURS)
      else expect(bitdepth).toBe(10)
    }
    await expectShown(await png(4).webp({ lossless: true }).toBuffer(), COLOURS)
    await expectShown(await png().webp({ quality: 95 }).toBuffer(), COLOURS)
  })
})
