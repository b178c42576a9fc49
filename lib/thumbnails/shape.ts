import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { packShape, SHAPE_SIDE, SHAPE_VERSION } from '@/lib/similarity/shape'
import type { DecodedPixels } from './focus'

/** What near-duplicates of a picture are found by. */
export type PictureShape = {
  version: number
  /** The same for the same pixels only: the first bytes of their SHA-256. */
  pixels: Uint8Array
  /** See lib/similarity/shape.ts. */
  shape: Uint8Array
}

const DIGEST_BYTES = 16
/** What is more transparent is no part of the thing. */
const HALF = 128

/** The shape of a picture as pages have it, of at most 512 pixels a side. */
export async function shapeOf({ data, width, height, channels }: DecodedPixels): Promise<PictureShape> {
  if (channels !== 3 && channels !== 4)
    throw new Error(`A picture has 3 or 4 channels; this one has ${channels}.`)
  const digest = createHash('sha256').update(`${width} ${height} ${channels} `).update(data).digest()
  const box = channels === 4 ? opaqueBox(data, width, height) : { left: 0, top: 0, width, height }
  const rgba = await sharp(data, { raw: { width, height, channels } })
    .extract(box)
    .ensureAlpha()
    .resize(SHAPE_SIDE, SHAPE_SIDE, { fit: 'fill', kernel: 'linear' })
    .raw()
    .toBuffer()
  return {
    version: SHAPE_VERSION,
    pixels: digest.subarray(0, DIGEST_BYTES),
    shape: packShape(rgba, box.width / box.height),
  }
}

/** The least box that has all that is not transparent; all of it where all is. */
function opaqueBox(rgba: Uint8Array, width: number, height: number) {
  let [left, top, right, bottom] = [width, height, -1, -1]
  for (let y = 0, at = 3; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      if ((rgba[at] ?? 0) < HALF) continue
      if (x < left) left = x
      if (x > right) right = x
      if (y < top) top = y
      bottom = y
    }
  }
  if (right < 0) return { left: 0, top: 0, width, height }
  return { left, top, width: right - left + 1, height: bottom - top + 1 }
}
