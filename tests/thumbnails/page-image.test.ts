import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { makePageImage } from '@/lib/thumbnails/page-image'
import { drawing, plain } from '../setup/images'

const render = (width: number, height: number) => plain({ width, height, background: '#123456' })

/** Grey noise, which no format makes small. */
const noise = (width: number, height: number) =>
  sharp({
    create: {
      width,
      height,
      channels: 3,
      background: 'grey',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  })

describe('the picture for the page', () => {
  it('keeps its proportions, has 512 pixels a side at most and 256 beside it, and is never enlarged', async () => {
    const made = await makePageImage(await render(1600, 800).jpeg().toBuffer())
    expect(made).toMatchObject({ width: 512, height: 256 })
    expect(await sharp(made.large).metadata()).toMatchObject({ format: 'webp', width: 512, height: 256 })
    const small = await sharp(made.small ?? Buffer.of()).metadata()
    expect(small).toMatchObject({ format: 'webp', width: 256, height: 128, hasAlpha: false })

    const tiny = await makePageImage(await render(30, 20).tiff().toBuffer())
    expect(tiny).toMatchObject({ width: 30, height: 20, small: null })
  })

  it('is the file itself where that is small and sound', async () => {
    for (const format of ['png', 'jpeg', 'webp'] as const) {
      const original = await render(256, 144).toFormat(format).toBuffer()
      expect(await makePageImage(original)).toMatchObject({ large: original, small: null, width: 256 })
    }
    const wider = await render(512, 288).jpeg().toBuffer()
    const made = await makePageImage(wider)
    expect(made.large).toBe(wider)
    expect((await sharp(made.small ?? Buffer.of()).metadata()).width).toBe(256)
  })

  it('is made where the file is too large, of another kind, turned, or tells where it was taken', async () => {
    const others = [
      await noise(512, 512).png().toBuffer(),
      await render(513, 10).png().toBuffer(),
      await render(64, 64).gif().toBuffer(),
      await render(64, 64).toColourspace('rgb16').png().toBuffer(),
      await render(64, 32).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
      await render(64, 64)
        .withExif({ IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
        .jpeg()
        .toBuffer(),
    ]
    for (const other of others) {
      const { large, width, height } = await makePageImage(other)
      const metadata = await sharp(large).metadata()
      expect(metadata).toMatchObject({ format: 'webp', width, height })
      expect(metadata.exif).toBeUndefined()
    }
  })

  it('lets through what a cut-out picture lets through, and says the colour that it has most of', async () => {
    for (const size of [64, 600]) {
      const { large, small, tint, focus } = await makePageImage(await drawing('circle', 'teal', size))
      expect([tint, focus]).toEqual(['#008080', null])
      for (const image of small ? [large, small] : [large]) {
        const { data, info } = await sharp(image).raw().toBuffer({ resolveWithObject: true })
        expect(info.channels).toBe(4)
        expect(data[3]).toBe(0)
      }
    }
  })

  it('says where the tile lies in one that fills its frame: where there is most to see', async () => {
    const at = async (left: number, top: number, width: number, height: number) => {
      const thing = await plain({ width: 60, height: 60, background: 'red' }).png().toBuffer()
      const image = render(width, height).composite([{ input: thing, left, top }])
      const { tint, focus } = await makePageImage(await image.png().toBuffer())
      expect(tint).toBeNull()
      return focus ?? NaN
    }
    expect(await at(0, 20, 400, 100)).toBeLessThan(15)
    expect(await at(340, 20, 400, 100)).toBeGreaterThan(85)
    expect(await at(20, 340, 100, 400)).toBeGreaterThan(85)
    expect(await at(0, 0, 400, 300)).toBe(50)
  })

  it('fills its frame, too, with an alpha that hides nothing', async () => {
    const opaque = await render(40, 30).ensureAlpha().png().toBuffer()
    expect(await makePageImage(opaque)).toMatchObject({ tint: null, focus: 50 })
  })
})
