import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { encoderPixels, type SquareForm } from '@/lib/thumbnails/encoder-pixels'
import { drawing, plain } from '../setup/images'

const letterboxed = (size: number): SquareForm => ({ size, fit: 'contain', kernel: 'cubic' })

async function pixelAt(bytes: Uint8Array, size: number, x: number, y: number): Promise<number[]> {
  const pixels = await encoderPixels(bytes, letterboxed(size))
  return [...pixels.subarray((y * size + x) * 3, (y * size + x) * 3 + 3)]
}

const near = (pixel: number[], expected: number[]) =>
  expect(
    pixel.every((value, channel) => Math.abs(value - (expected[channel] ?? NaN)) <= 12),
    `${pixel} near ${expected}`,
  ).toBe(true)

describe('the pixels that an encoder sees', () => {
  it('are size x size RGB, the picture letterboxed onto white', async () => {
    const wide = await plain({ width: 80, height: 40, background: '#ff0000' }).png().toBuffer()
    expect(await encoderPixels(wide, letterboxed(32))).toHaveLength(32 * 32 * 3)
    near(await pixelAt(wide, 32, 16, 16), [255, 0, 0])
    near(await pixelAt(wide, 32, 16, 2), [255, 255, 255])
  })

  it('stretched by nearest are those under the middle of each place', async () => {
    const side = fc.integer({ min: 1, max: 70 })
    await fc.assert(
      fc.asyncProperty(side, side, async (width, height) => {
        // A pixel's red is its column, its green its row.
        const data = Buffer.from(
          Array.from({ length: width * height }, (_, at) => [at % width, Math.floor(at / width), 0]).flat(),
        )
        const png = await sharp(data, { raw: { width, height, channels: 3 } })
          .png()
          .toBuffer()
        const pixels = await encoderPixels(png, { size: 24, fit: 'fill', kernel: 'nearest' })
        for (let place = 0; place < 24 * 24; place++) {
          const [column = -1, row = -1] = pixels.subarray(place * 3)
          const [x, y] = [(((place % 24) + 0.5) * width) / 24, ((Math.floor(place / 24) + 0.5) * height) / 24]
          expect(Math.abs(column + 0.5 - x)).toBeLessThan(0.5 + 1e-9)
          expect(Math.abs(row + 0.5 - y)).toBeLessThan(0.5 + 1e-9)
        }
      }),
      { numRuns: 20 },
    )
  })

  it('stretched by nearest are Pillow’s, and so Keras’ load_img’s, to the pixel', async () => {
    const data = Buffer.from(Array.from({ length: 640 }, (_, x) => [x >> 8, x & 255, 0]).flat())
    const row = await sharp(data, { raw: { width: 640, height: 1, channels: 3 } })
      .png()
      .toBuffer()
    const pixels = await encoderPixels(row, { size: 224, fit: 'fill', kernel: 'nearest' })
    const columns = Array.from(
      { length: 224 },
      (_, x) => (pixels[x * 3] ?? 0) * 256 + (pixels[x * 3 + 1] ?? 0),
    )
    // Taken from Pillow. At 17, 24 and 220 the middle lies on the edge of two pixels.
    const known = { 0: 1, 3: 10, 16: 47, 17: 49, 18: 52, 24: 69, 25: 72, 112: 321, 220: 629, 223: 638 }
    for (const [place, column] of Object.entries(known))
      expect([place, columns[Number(place)]]).toEqual([place, column])
  })

  it('stretched fill the square, and cut from the middle leave out the sides', async () => {
    const wide = await sharp({ create: { width: 90, height: 30, channels: 3, background: '#ff0000' } })
      .composite([
        {
          input: { create: { width: 30, height: 30, channels: 3, background: '#0000ff' } },
          left: 30,
          top: 0,
        },
      ])
      .png()
      .toBuffer()
    const stretched = await encoderPixels(wide, { size: 30, fit: 'fill', kernel: 'linear' })
    near([...stretched.subarray(0, 3)], [255, 0, 0])
    near([...stretched.subarray((15 * 30 + 15) * 3, (15 * 30 + 15) * 3 + 3)], [0, 0, 255])
    for (const shortSide of [undefined, 40]) {
      const middle = await encoderPixels(wide, { size: 20, fit: 'cover', shortSide, kernel: 'cubic' })
      expect(middle).toHaveLength(20 * 20 * 3)
      near([...middle.subarray(0, 3)], [0, 0, 255])
      near([...middle.subarray(-3)], [0, 0, 255])
    }
  })

  it('have transparent parts white', async () => {
    near(await pixelAt(await drawing('circle', '#0000ff'), 32, 0, 0), [255, 255, 255])
    near(await pixelAt(await drawing('circle', '#0000ff'), 32, 16, 16), [0, 0, 255])
  })

  it('have an alpha channel where the ground is to be left out, whose margins are transparent', async () => {
    const form = { ...letterboxed(32), ground: 'left out' } as const
    const wide = await plain({ width: 80, height: 40, background: '#ff0000' }).png().toBuffer()
    const pixels = await encoderPixels(wide, form)
    expect(pixels).toHaveLength(32 * 32 * 4)
    const at = (x: number, y: number) => [...pixels.subarray((y * 32 + x) * 4, (y * 32 + x) * 4 + 4)]
    expect(at(16, 7)[3]).toBe(0)
    expect(at(16, 8)).toEqual([255, 0, 0, 255])
    expect(at(16, 23)).toEqual([255, 0, 0, 255])
    expect(at(16, 24)[3]).toBe(0)
    const circle = await encoderPixels(await drawing('circle', '#0000ff'), form)
    expect(circle[3]).toBe(0)
    expect([...circle.subarray((16 * 32 + 16) * 4, (16 * 32 + 16) * 4 + 4)]).toEqual([0, 0, 255, 255])
  })

  it('are upright by the EXIF orientation', async () => {
    const left = await plain({ width: 20, height: 40, background: '#00ff00' }).png().toBuffer()
    const sideways = await plain({ width: 40, height: 40, background: '#000000' })
      .composite([{ input: left, left: 0, top: 0 }])
      .withMetadata({ orientation: 6 })
      .png()
      .toBuffer()
    near(await pixelAt(sideways, 32, 16, 4), [0, 255, 0])
    near(await pixelAt(sideways, 32, 16, 28), [0, 0, 0])
  })

  it('come from the first frame of an animation', async () => {
    const frames = await Promise.all(
      ['#ff0000', '#0000ff'].map((background) =>
        plain({ width: 16, height: 16, background }).png().toBuffer(),
      ),
    )
    const animated = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer()
    expect((await sharp(animated, { pages: -1 }).metadata()).pages).toBe(2)
    near(await pixelAt(animated, 16, 8, 8), [255, 0, 0])
  })

  it('come from 16-bit, CMYK and grey images as from any other', async () => {
    const red = plain({ width: 16, height: 16, background: '#ff0000' })
    const sixteenBit = await red.clone().toColourspace('rgb16').png().toBuffer()
    expect((await sharp(sixteenBit).metadata()).depth).toBe('ushort')
    near(await pixelAt(sixteenBit, 16, 8, 8), [255, 0, 0])

    const cmyk = await red.clone().toColourspace('cmyk').jpeg().toBuffer()
    expect((await sharp(cmyk).metadata()).space).toBe('cmyk')
    const [r = 0, g = 0, b = 0] = await pixelAt(cmyk, 16, 8, 8)
    expect(r).toBeGreaterThan(180)
    expect(Math.max(g, b)).toBeLessThan(90)

    const grey = await plain({ width: 16, height: 16, background: '#646464' })
      .toColourspace('b-w')
      .png()
      .toBuffer()
    expect((await sharp(grey).metadata()).channels).toBe(1)
    near(await pixelAt(grey, 16, 8, 8), [100, 100, 100])
  })
})
