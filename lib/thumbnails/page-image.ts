import sharp, { type OutputInfo } from 'sharp'
import { decoding, openImage, readImageHeader, UnusableImageError } from './decode'
import { focusOf } from './focus'
import { type PictureShape, shapeOf } from './shape'
import { tintOf } from './tint'

/** The longer sides that pages have pictures in, in pixels. */
export const LARGE_SIDE = 512
const SMALL_SIDE = 256
/** An original that is no larger is shown as it is, in bytes: made anew it would only lose. */
const SMALL_FILE_BYTES = 64 * 1024
/** The tint is judged by so many pixels a side. */
const GROUND_SIDE = 128
/** Of tiles, width through height. */
const TILE_ASPECT = 4 / 3

/** What a tile needs to know of a picture. Both are null for one that nobody has looked at yet. */
export type PictureLook = {
  /** `#rrggbb`, of a cut-out picture; null for one that fills its frame. */
  tint: string | null
  /** Where a tile of 4:3 lies within a picture that fills its frame, in percent of what is cut off; else null. */
  focus: number | null
}

export type PageImage = PictureLook & {
  /** At most 512 pixels a side: the file itself where it is small and sound, else a WebP. */
  large: Uint8Array
  /** At most 256 pixels a side; null where the large one is no larger. */
  small: Uint8Array | null
  /** Of the large one, in pixels. */
  width: number
  height: number
  shape: PictureShape
}

type Pixels = { data: Buffer; info: OutputInfo }

/**
 * Makes what pages show of a thumbnail, never enlarged. What is transparent stays so.
 *
 * @throws UnusableImageError
 */
export async function makePageImage(bytes: Uint8Array): Promise<PageImage> {
  const header = await readImageHeader(bytes)
  return decoding(header, async () => {
    const pixels = await pagePixels(bytes)
    const { width, height } = pixels.info
    const isShownAsItIs =
      header.isPlain &&
      bytes.length <= SMALL_FILE_BYTES &&
      Math.max(header.width, header.height) <= LARGE_SIDE
    return {
      large: isShownAsItIs ? bytes : await toWebp(pixels, LARGE_SIDE),
      small: Math.max(width, height) > SMALL_SIDE ? await toWebp(pixels, SMALL_SIDE) : null,
      width,
      height,
      ...(await lookOf(pixels)),
      shape: await shapeOf({ data: pixels.data, ...pixels.info }),
    }
  })
}

/**
 * The shape of an image file: the same that it was stored with, whenever it is taken.
 *
 * @throws UnusableImageError
 */
export async function shapeOfFile(bytes: Uint8Array): Promise<PictureShape> {
  const header = await readImageHeader(bytes)
  return decoding(header, async () => {
    const { data, info } = await pagePixels(bytes)
    return shapeOf({ data, ...info })
  })
}

function pagePixels(bytes: Uint8Array): Promise<Pixels> {
  return openImage(bytes)
    .resize(LARGE_SIDE, LARGE_SIDE, { fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true })
}

function opened({ data, info: { width, height, channels } }: Pixels) {
  return sharp(data, { raw: { width, height, channels } })
}

function toWebp(pixels: Pixels, side: number): Promise<Buffer> {
  const image = opened(pixels).resize(side, side, { fit: 'inside', withoutEnlargement: true })
  return image.webp({ quality: 82, effort: 2 }).toBuffer()
}

async function lookOf(pixels: Pixels): Promise<PictureLook> {
  const { data, info } = pixels
  const focus = () => focusOf({ data, ...info }, TILE_ASPECT)
  if (info.channels !== 4) return { tint: null, focus: focus() }
  if (isTransparent(data)) {
    throw new UnusableImageError(
      'The image is transparent everywhere, so that nothing of it can be seen. Save it without transparency.',
    )
  }
  const tint = tintOf(
    await opened(pixels)
      .resize(GROUND_SIDE, GROUND_SIDE, { fit: 'inside', withoutEnlargement: true, kernel: 'nearest' })
      .raw()
      .toBuffer(),
  )
  return { tint, focus: tint === null ? focus() : null }
}

function isTransparent(rgba: Buffer): boolean {
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at] !== 0) return false
  return true
}
