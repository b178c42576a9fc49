import type { Sharp } from 'sharp'
import { decoding, MAX_PIXELS, openImage, readImageHeader } from './decode'
import { decodeBudget } from './decode-budget'
import { DEAREST_BYTES_PER_PIXEL } from './decode-cost'
import { tiffObjection } from './tiff-header'

/** How a picture is brought to a square. */
export type SquareForm = {
  /** Side of the square, in pixels. */
  size: number
  /** The whole picture letterboxed onto white, the whole picture stretched, or its middle. */
  fit: 'contain' | 'fill' | 'cover'
  /** With `cover`: what the shorter side becomes before the middle is cut out; by default `size`. */
  shortSide?: number
  kernel: 'nearest' | 'linear' | 'cubic' | 'lanczos3'
  /** Whether the ground is to be left out, for which transparency is kept, margins of letterboxed pictures included. */
  ground?: 'left out'
}

const WHITE = '#ffffff'
const TRANSPARENT = '#00000000'
/** Nearly all thumbnails have fewer; of so many, all that are decoded ahead fit the budget, whatever their format. */
const SMALL_PIXELS = 1024 * 1024
const SMALL_BYTES = SMALL_PIXELS * DEAREST_BYTES_PER_PIXEL

/**
 * Decodes an image into what an encoder looks at: `[size, size, 3]` bytes RGB, transparent parts on white, or
 * `[size, size, 4]` bytes RGBA where the ground is to be left out. The image must have passed `readImageHeader` once, as
 * all in the store have.
 *
 * @throws UnusableImageError
 */
export async function encoderPixels(bytes: Uint8Array, form: SquareForm): Promise<Buffer> {
  if (tiffObjection(bytes) === null) {
    // What is larger is refused by sharp before it decodes: that saves the small ones a look at the header.
    try {
      return await decodeBudget.within(SMALL_BYTES, () => squarePixels(bytes, form, SMALL_PIXELS))
    } catch {}
  }
  const { format, width, height, decodingBytes } = await readImageHeader(bytes)
  // Pixels under places are picked from the whole picture, which is there twice while it is handed over.
  const unpacked = isPicked(form) ? 2 * 3 * width * height : 0
  return decoding({ format, decodingBytes: decodingBytes + unpacked }, () =>
    squarePixels(bytes, form, MAX_PIXELS),
  )
}

async function squarePixels(bytes: Uint8Array, form: SquareForm, mostPixels: number): Promise<Buffer> {
  const { size, fit, shortSide = size, kernel, ground } = form
  const opened = openImage(bytes, mostPixels)
  const image = ground ? opened.ensureAlpha() : opened.flatten({ background: WHITE })
  if (isPicked(form)) return nearestPixels(image, size)
  const side = fit === 'cover' ? Math.max(size, shortSide) : size
  const square = image.resize(side, side, { fit, background: ground ? TRANSPARENT : WHITE, kernel })
  const margin = Math.floor((side - size) / 2)
  const middle =
    margin > 0 ? square.extract({ left: margin, top: margin, width: size, height: size }) : square
  return (ground ? middle : middle.removeAlpha()).raw().toBuffer()
}

function isPicked({ kernel, fit, ground }: SquareForm): boolean {
  return kernel === 'nearest' && fit === 'fill' && !ground
}

/** The pixel under the middle of each place, as Pillow's NEAREST takes it, and so Keras' `load_img`. */
async function nearestPixels(image: Sharp, size: number): Promise<Buffer> {
  const { data, info } = await image.removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const { width, height } = info
  const pixels = Buffer.alloc(size * size * 3)
  const columns = nearestPlaces(width, size)
  nearestPlaces(height, size).forEach((row, y) => {
    columns.forEach((column, x) => {
      const from = (row * width + column) * 3
      data.copy(pixels, (y * size + x) * 3, from, from + 3)
    })
  })
  return pixels
}

/** Adds up steps, whose rounding Pillow's has too, so that the very same pixels are taken. */
function nearestPlaces(length: number, size: number): number[] {
  const step = length / size
  let place = step / 2
  return Array.from({ length: size }, () => {
    const nearest = Math.floor(place)
    place += step
    return Math.min(nearest, length - 1)
  })
}
