import sharp, { type Sharp } from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type GroundRemover, openGroundRemover } from '@/lib/embedding/ground/leave-out'
import { chooseEngine, enginesFor } from '@/lib/networks/engines/engines'
import { recipeNamed } from '@/lib/embedding/recipes'
import { seededRandom } from '@/lib/numerics/seeded-random'
import { encoderPixels } from '@/lib/thumbnails/encoder-pixels'
import { drawing, plain } from '../../setup/images'
import { temporaryDirectoryOfFile } from '../../setup/temporary'

const size = 96
const form = { size, fit: 'contain', kernel: 'cubic', ground: 'left out' } as const
const recipe = recipeNamed('default', 1)
const engines = await enginesFor(recipe)
const cacheDir = temporaryDirectoryOfFile()
let remover: GroundRemover

beforeAll(async () => {
  const engine = await chooseEngine('onnxruntime', recipe)
  remover = await openGroundRemover(engine, size, { cacheDir })
})
afterAll(() => remover.dispose())

const shape = (colour: string) => drawing('circle', colour, 256)
const onGround = async (object: Buffer, ground: Sharp) =>
  ground
    .composite([{ input: object }])
    .png()
    .toBuffer()
const gradient = (from: string, to: string) =>
  sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"><linearGradient id="g" x2="0" y2="1"><stop stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient><rect width="256" height="256" fill="url(#g)"/></svg>`,
    ),
  )

/** A picture whose colours are what they give on black, as some programs write them. */
async function multiplied(picture: Buffer): Promise<Buffer> {
  const { data, info } = await sharp(picture).raw().toBuffer({ resolveWithObject: true })
  const { width, height } = info
  const pixels = data.map((value, at) =>
    at % 4 === 3 ? value : Math.round((value * (data[at - (at % 4) + 3] ?? 0)) / 255),
  )
  return sharp(pixels, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer()
}

/** What is left of a picture, `[size, size, 3]`. */
async function left(picture: Buffer): Promise<Uint8Array> {
  return (await remover.leaveOut(await encoderPixels(picture, form), 1)).rgb
}

/** The picture itself, as the encoder of whole pictures sees it. */
function whole(picture: Buffer): Promise<Buffer> {
  return encoderPixels(picture, { size, fit: 'contain', kernel: 'cubic' })
}

/** The mean difference of two pictures, in steps of 255. */
function difference(one: Uint8Array, other: Uint8Array): number {
  return one.reduce((sum, value, at) => sum + Math.abs(value - (other[at] ?? 0)), 0) / one.length
}

describe('what is behind an object', () => {
  it.each([
    ['one colour', () => plain({ width: 256, height: 256, background: '#4a6a8a' })],
    ['black', () => plain({ width: 256, height: 256, background: '#000000' })],
    ['a gradient', () => gradient('#222233', '#aabbcc')],
  ])('is left out, be it %s', async (_, ground) => {
    const object = await shape('#d8402a')
    const expected = await left(object)
    const picture = await onGround(object, ground())
    expect(difference(await left(picture), expected)).toBeLessThan(6)
    expect(difference(await whole(picture), expected)).toBeGreaterThan(25)
  })

  it('is white below a transparent picture, unless that is white itself', async () => {
    expect((await left(await shape('#d8402a')))[0]).toBe(255)
    const white = await left(await shape('#ffffff'))
    expect(white[0]).toBeLessThan(230)
    expect(white[(48 * size + 48) * 3]).toBe(255)
  })

  it('lets the outline of white glass be seen, too', async () => {
    const glass = await sharp(await shape('#ffffff'))
      .ensureAlpha()
      .linear([1, 1, 1, 0.4], [0, 0, 0, 0])
      .png()
      .toBuffer()
    const seen = await left(glass)
    expect((seen[(48 * size + 48) * 3] ?? 0) - (seen[0] ?? 0)).toBeGreaterThan(8)
  })

  it.each(['#d8402a', '#203040', '#a0b0c0'])(
    'is the same where the colours of %s come multiplied by their alpha',
    async (colour) => {
      const soft = await sharp(await shape(colour))
        .blur(2)
        .png()
        .toBuffer()
      expect(difference(await left(await multiplied(soft)), await left(soft))).toBeLessThan(2)
    },
  )

  it('lets the outline be seen of white that comes multiplied by its alpha', async () => {
    const soft = await sharp(await shape('#ffffff'))
      .blur(2)
      .png()
      .toBuffer()
    const seen = await left(await multiplied(soft))
    const row = seen.subarray(48 * size * 3, 49 * size * 3)
    expect(Math.min(...row)).toBeLessThan(235)
    expect(row[48 * 3]).toBe(255)
  })

  it('is what its alpha says of a rectangle with transparent margins, whatever is in it', async () => {
    const crate = await onGround(
      await shape('#d8402a'),
      plain({ width: 256, height: 256, background: '#4a6a8a' }),
    )
    const cutOut = await sharp(crate)
      .extend({ top: 60, bottom: 20, left: 40, right: 40, background: '#0000' })
      .png()
      .toBuffer()
    expect(difference(await left(cutOut), await whole(cutOut))).toBeLessThan(2)
  })

  it('takes no room: an object at a side of a wide picture is seen as large as in a square one', async () => {
    const background = '#4a6a8a'
    const object = await shape('#d8402a')
    const wide = await plain({ width: 400, height: 256, background })
      .composite([{ input: object, left: 0, top: 0 }])
      .png()
      .toBuffer()
    const square = await onGround(object, plain({ width: 256, height: 256, background }))
    expect(difference(await left(wide), await left(square))).toBeLessThan(8)
    expect(difference(await whole(wide), await whole(square))).toBeGreaterThan(30)
  })
})

describe('a picture in which no object is told from a ground', () => {
  const noise = () => {
    const random = seededRandom(3)
    return sharp(
      Uint8Array.from({ length: 256 * 256 * 3 }, () => random() * 256),
      {
        raw: { width: 256, height: 256, channels: 3 },
      },
    )
  }
  it.each([
    ['is all ground', () => gradient('#556677', '#8899aa')],
    ['has one colour', () => plain({ width: 200, height: 120, background: '#777777' })],
    ['is white', () => plain({ width: 256, height: 256, background: '#ffffff' })],
    ['is wide and white', () => plain({ width: 256, height: 144, background: '#ffffff' })],
    ['is noise', noise],
  ])('stays as it is when it %s', async (_, made) => {
    const picture = await made().png().toBuffer()
    expect(difference(await left(picture), await whole(picture))).toBeLessThan(3)
  })

  it('is the same with an alpha channel that is opaque everywhere', async () => {
    const picture = await onGround(await shape('#30a050'), gradient('#332211', '#ddccbb'))
    const withAlpha = await sharp(picture).ensureAlpha(1).png().toBuffer()
    const without = await sharp(picture).removeAlpha().png().toBuffer()
    expect(await left(withAlpha)).toEqual(await left(without))
  })

  it('is the same when it is transparent everywhere, whatever the colours that are not seen', async () => {
    const picture = await onGround(await shape('#30a050'), gradient('#332211', '#ddccbb'))
    const unseen = await sharp(picture).removeAlpha().ensureAlpha(0).png().toBuffer()
    expect(difference(await left(unseen), await whole(unseen))).toBe(0)
  })

  it('is all backdrop when it is transparent everywhere', async () => {
    const { rgb } = await remover.leaveOut(new Uint8Array(size * size * 4), 1)
    expect(new Set(rgb)).toEqual(new Set([255]))
  })
})

describe('a batch of pictures', () => {
  it('gives each picture the same bytes as alone', async () => {
    const pictures = await Promise.all([
      encoderPixels(await onGround(await shape('#d8402a'), gradient('#222233', '#aabbcc')), form),
      encoderPixels(await shape('#3050c0'), form),
      encoderPixels(
        await onGround(await shape('#20c040'), plain({ width: 256, height: 256, background: '#123' })),
        form,
      ),
    ])
    const together = await remover.leaveOut(Buffer.concat(pictures), 3)
    const alone = await Promise.all(pictures.map((picture) => remover.leaveOut(picture, 1)))
    expect(Buffer.compare(together.rgb, Buffer.concat(alone.map(({ rgb }) => rgb)))).toBe(0)
    expect(together.cutOut).toEqual([false, true, false])
  })
})

it.each(engines)('%s leaves out what onnxruntime does', async (name) => {
  const other = await openGroundRemover(await chooseEngine(name, recipe), size, { cacheDir, threads: 1 })
  try {
    const picture = await onGround(await shape('#d8402a'), gradient('#222233', '#aabbcc'))
    const pixels = await encoderPixels(picture, form)
    const [one, another] = [await other.leaveOut(pixels, 1), await remover.leaveOut(pixels, 1)]
    expect(difference(one.rgb, another.rgb)).toBeLessThan(0.01)
  } finally {
    await other.dispose()
  }
})
