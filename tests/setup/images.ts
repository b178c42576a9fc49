import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { sampleEntries } from '@/lib/catalogue/sample'
import { encoderPixels, type SquareForm } from '@/lib/thumbnails/encoder-pixels'

type Shape = 'circle' | 'square' | 'triangle'

const drawn = new Map<string, Promise<Buffer>>()

/** A picture of one shape on a transparent ground, as PNG. */
export async function drawing(shape: Shape, colour: string, size = 64): Promise<Buffer> {
  const key = `${shape} ${colour} ${size}`
  const picture = drawn.get(key) ?? draw(shape, colour, size)
  drawn.set(key, picture)
  return Buffer.from(await picture)
}

function draw(shape: Shape, colour: string, size: number): Promise<Buffer> {
  const half = size / 2
  const outline = {
    circle: `<circle cx="${half}" cy="${half}" r="${half * 0.8}" fill="${colour}"/>`,
    square: `<rect x="${size * 0.15}" y="${size * 0.15}" width="${size * 0.7}" height="${size * 0.7}" fill="${colour}"/>`,
    triangle: `<polygon points="${half},4 ${size - 4},${size - 4} 4,${size - 4}" fill="${colour}"/>`,
  }[shape]
  return sharp(
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}">${outline}</svg>`),
  )
    .png()
    .toBuffer()
}

/** A picture of one colour, e.g. `{ width: 40, height: 20, background: 'red' }`. */
export function plain(options: { width: number; height: number; background: string }) {
  return sharp({ create: { channels: 3, ...options } })
}

/** A valid PNG header that claims any size, with next to no pixels behind it. */
export function pngClaiming(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(Buffer.alloc(64))),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const chunk = Buffer.alloc(body.length + 8)
  chunk.writeUInt32BE(data.length, 0)
  chunk.set(body, 4)
  chunk.writeUInt32BE(crc32(body), body.length + 4)
  return chunk
}

/** The first renders of the sample catalogue as an encoder sees them. */
export async function renders(count: number, form: SquareForm): Promise<Buffer[]> {
  const entries = (await sampleEntries()).slice(0, count)
  return Promise.all(entries.map(async (entry) => encoderPixels(await entry.readImage(), form)))
}
