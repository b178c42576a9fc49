import { decoding, openImage } from './decode'

/** How a picture is brought to a square. */
export type SquareForm = {
  /** Side of the square, in pixels. */
  size: number
  /** The whole picture letterboxed onto white, the whole picture stretched, or its middle. */
  fit: 'contain' | 'fill' | 'cover'
  /** With `cover`: what the shorter side becomes before the middle is cut out; by default `size`. */
  shortSide?: number
  kernel: 'nearest' | 'linear' | 'cubic' | 'lanczos3'
}

const WHITE = '#ffffff'

/**
 * Decodes an image into what an encoder looks at: `[size, size, 3]` bytes RGB, transparent parts on white. The
 * bytes must have passed `assertReadable` once, as all in the store have.
 *
 * @throws UnusableImageError
 */
export async function encoderPixels(bytes: Uint8Array, form: SquareForm): Promise<Buffer> {
  const { size, fit, shortSide = size, kernel } = form
  if (kernel === 'nearest' && fit === 'fill') return decoding(() => nearestPixels(bytes, size))
  return decoding(() => {
    const side = fit === 'cover' ? Math.max(size, shortSide) : size
    const square = openImage(bytes, WHITE).resize(side, side, { fit, background: WHITE, kernel })
    const margin = Math.floor((side - size) / 2)
    const middle =
      margin > 0 ? square.extract({ left: margin, top: margin, width: size, height: size }) : square
    return middle.removeAlpha().raw().toBuffer()
  })
}

/** The pixel under the middle of each place, as Pillow's NEAREST takes it, and so Keras' `load_img`. */
async function nearestPixels(bytes: Uint8Array, size: number): Promise<Buffer> {
  const { data, info } = await openImage(bytes, WHITE)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
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
