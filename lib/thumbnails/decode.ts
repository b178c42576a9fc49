import { fileTypeFromBuffer } from 'file-type'
import sharp, { type Sharp } from 'sharp'

// Each image is decoded once, so that what libvips keeps of the last ones is only memory.
sharp.cache(false)

/** The most pixels that one image may have, 8192 x 8192; beyond, a few bytes could fill the memory. */
export const MAX_PIXELS = 8192 * 8192
/** The most bytes that one image file may have. */
export const MAX_BYTES = 64 * 1024 * 1024

const READABLE = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif'])

/** An image that cannot be used as a thumbnail; the message says why, and what would help. */
export class UnusableImageError extends Error {
  override name = 'UnusableImageError'
}

/**
 * Opens an image for a pipeline of sharp, as every reader of thumbnails must see it: the first frame,
 * upright by its EXIF orientation, sRGB, alpha laid onto the background.
 *
 * @param background e.g. `#ffffff`
 */
export function openImage(bytes: Uint8Array, background: string): Sharp {
  return sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error', sequentialRead: true })
    .timeout({ seconds: 60 })
    .autoOrient()
    .toColourspace('srgb')
    .flatten({ background })
}

/** Runs a pipeline of sharp on an image, its errors turned into reasons. */
export async function decoding<Result>(pipeline: () => Promise<Result>): Promise<Result> {
  try {
    return await pipeline()
  } catch (error) {
    if (error instanceof UnusableImageError) throw error
    const detail = (error instanceof Error ? error.message : String(error)).trim().replaceAll('\n', '; ')
    throw new UnusableImageError(`The image is damaged or cut off (${detail}). Save it again and re-run.`)
  }
}

/**
 * Looks at the header of an image from outside before anything of it is decoded.
 *
 * @throws UnusableImageError when the bytes are none of JPEG, PNG, WebP, GIF, TIFF and AVIF, or too large.
 */
export async function assertReadable(bytes: Uint8Array): Promise<void> {
  if (bytes.length === 0) throw new UnusableImageError('The file is empty (0 bytes).')
  if (bytes.length > MAX_BYTES) {
    throw new UnusableImageError(
      `The file has ${bytes.length} bytes; the most is ${MAX_BYTES}. Make it smaller.`,
    )
  }
  const metadata = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => null)
  if (metadata?.format === 'svg' || looksLikeSvg(bytes)) {
    throw new UnusableImageError(
      'SVG is a document that may carry scripts and links, not a picture. Export it as PNG.',
    )
  }
  if (!metadata?.format) {
    const type = await fileTypeFromBuffer(bytes)
    if (type?.mime.startsWith('image/')) {
      throw new UnusableImageError(
        `The image begins like ${type.ext.toUpperCase()} but cannot be read: it is damaged, cut off, or of a kind that is not supported. Save it again as PNG or JPEG.`,
      )
    }
    const start = Buffer.from(bytes.subarray(0, 12))
      .toString('latin1')
      .replaceAll(/[^\x20-\x7e]/g, '.')
    throw new UnusableImageError(
      `Not an image that can be read: it starts with “${start}”. Use JPEG, PNG, WebP, GIF, TIFF or AVIF.`,
    )
  }
  if (!READABLE.has(metadata.format)) {
    throw new UnusableImageError(
      `The format ${metadata.format} is not supported. Use JPEG, PNG, WebP, GIF, TIFF or AVIF.`,
    )
  }
  const { width, height } = metadata
  if (width * height > MAX_PIXELS) {
    throw new UnusableImageError(
      `The image is ${width} x ${height} pixels, more than the ${MAX_PIXELS} that are decoded. Make it smaller.`,
    )
  }
}

function looksLikeSvg(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 1024)).toString('latin1')
  return start.trimStart().startsWith('<') && start.includes('<svg')
}
