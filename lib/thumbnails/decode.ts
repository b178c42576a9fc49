import sharp, { type Metadata, type Sharp } from 'sharp'
import { decodeBudget } from './decode-budget'
import { decodingBytes } from './decode-cost'
import { lookAtStart, READABLE_FORMATS } from './file-kind'
import { tiffObjection } from './tiff-header'

// Each image is decoded once, so that what libvips keeps of the last ones is only memory.
sharp.cache(false)

/** The most bytes that one image file may have. */
export const MAX_BYTES = 64 * 1024 * 1024
/** The most pixels that one image may have, 8192 x 8192; beyond, a few bytes could fill the memory. */
export const MAX_PIXELS = 8192 * 8192
/** The most pixels that one image may have a side; what is longer and thin takes minutes to resize. */
export const MAX_SIDE = 32_768
/** The most memory that decoding one image may take, in bytes by estimate: AVIF of 40 megapixels, others at their most. */
export const MAX_DECODING_BYTES = 768 * 1024 * 1024
/** The most seconds that decoding one image may take. */
export const MAX_SECONDS = 60

const READABLE = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif'])

/** An image that cannot be used as a thumbnail; the message says why, and what would help. */
export class UnusableImageError extends Error {
  override name = 'UnusableImageError'
}

/** One that is too much, in bytes, pixels, memory or time. */
export class ImageTooLargeError extends UnusableImageError {
  override name = 'ImageTooLargeError'
}

/** @throws UnusableImageError when an image file has more bytes than are read. */
export function assertFileSize(bytes: number): void {
  if (bytes <= MAX_BYTES) return
  throw new ImageTooLargeError(`The file has ${bytes} bytes; the most is ${MAX_BYTES}. Make it smaller.`)
}

/** What is known of an image before it is decoded. */
export type ImageHeader = {
  /** As messages call it, e.g. `PNG`. */
  format: string
  width: number
  height: number
  hasAlpha: boolean
  /** Whether every browser shows the file as `openImage` does, and it tells nothing but its pixels. */
  isPlain: boolean
  /** About how much memory decoding it takes, in bytes. */
  decodingBytes: number
}

/**
 * Opens an image for a pipeline of sharp, as every reader of thumbnails must see it: the first frame, upright by its
 * EXIF orientation, sRGB. Whoever opens one does so inside of `decoding` or the budget of decode-budget.ts.
 */
export function openImage(bytes: Uint8Array, mostPixels = MAX_PIXELS, seconds = MAX_SECONDS): Sharp {
  return sharp(bytes, { limitInputPixels: mostPixels, failOn: 'error', sequentialRead: true })
    .timeout({ seconds })
    .autoOrient()
    .toColourspace('srgb')
}

/**
 * Runs a pipeline of sharp on an image when there is memory for it, its errors turned into reasons.
 *
 * libvips gathers the texts of errors for the whole process, so that of images decoded side by side one may be told
 * what another's fault is. What failed is therefore tried once more while nothing else is decoded.
 *
 * @param seconds the most that it may take, as its images were opened with
 * @throws UnusableImageError
 */
export async function decoding<Result>(
  header: Pick<ImageHeader, 'format' | 'decodingBytes'>,
  pipeline: () => Promise<Result>,
  seconds = MAX_SECONDS,
): Promise<Result> {
  let startedAt = 0
  const timed = () => {
    startedAt = performance.now()
    return pipeline()
  }
  try {
    return await decodeBudget.within(header.decodingBytes, timed)
  } catch (error) {
    if (error instanceof UnusableImageError) throw error
    assertNotTimedOut(startedAt, seconds)
  }
  try {
    return await decodeBudget.alone(timed)
  } catch (error) {
    if (error instanceof UnusableImageError) throw error
    assertNotTimedOut(startedAt, seconds)
    const fault = isUnsupported(error) ? 'is of a kind that is not supported' : 'is damaged or cut off'
    throw new UnusableImageError(
      `The ${header.format} image ${fault}${detailOf(error)}. Save it again${isUnsupported(error) ? ' as PNG' : ''} and try again.`,
    )
  }
}

function assertNotTimedOut(startedAt: number, seconds: number): void {
  if (performance.now() - startedAt < seconds * 1000) return
  throw new ImageTooLargeError(
    `Decoding the image takes longer than the ${seconds} seconds that are spent on one. Make it smaller.`,
  )
}

/**
 * Looks at the header of an image from outside before anything of it is decoded.
 *
 * @throws UnusableImageError when the bytes are none of JPEG, PNG, WebP, GIF, TIFF and AVIF, hold what has no one
 *   appearance, or are too large.
 */
export async function readImageHeader(bytes: Uint8Array): Promise<ImageHeader> {
  if (bytes.length === 0) throw new UnusableImageError('The file is empty (0 bytes).')
  assertFileSize(bytes.length)
  const { format, objection: otherKind } = await lookAtStart(bytes)
  if (otherKind !== null) throw new UnusableImageError(otherKind)
  const objection = tiffObjection(bytes)
  if (objection !== null) throw new UnusableImageError(`The TIFF ${objection}`)
  const metadata = await readMetadata(bytes, format)
  const { width, height, channels, space, compression } = metadata
  if (!READABLE.has(metadata.format)) {
    throw new UnusableImageError(`The format ${metadata.format} is not supported. Use ${READABLE_FORMATS}.`)
  }
  if (metadata.format === 'heif' && compression !== 'av1') {
    const inside =
      compression === 'hevc' ? 'HEVC, as HEIC pictures are' : (compression ?? 'something unknown')
    throw new UnusableImageError(
      `The HEIF picture is compressed by ${inside}, which is not supported (AVIF is). Convert it to JPEG, PNG or AVIF, for instance: heif-convert picture.heic picture.jpg`,
    )
  }
  if (width > MAX_SIDE || height > MAX_SIDE) {
    throw new ImageTooLargeError(
      `The image is ${width} x ${height} pixels, more than the ${MAX_SIDE} a side that are decoded. Make it smaller.`,
    )
  }
  if (width * height > MAX_PIXELS) {
    throw new ImageTooLargeError(
      `The image is ${width} x ${height} pixels, more than the ${MAX_PIXELS} that are decoded. Make it smaller.`,
    )
  }
  if (channels > 4 && space !== 'cmyk') {
    throw new UnusableImageError(
      `The ${format} image has ${channels} channels, more than red, green, blue and transparency. Save it as RGB.`,
    )
  }
  const memory = decodingBytes(metadata)
  if (memory > MAX_DECODING_BYTES) {
    throw new ImageTooLargeError(
      `The image is ${width} x ${height} pixels, which take about ${inMegabytes(memory)} MB to decode as ${format}, more than the ${inMegabytes(MAX_DECODING_BYTES)} that one may take. Make it smaller, or save it as JPEG or PNG.`,
    )
  }
  const { hasAlpha } = metadata
  return { format, width, height, hasAlpha, isPlain: isPlain(metadata), decodingBytes: memory }
}

/** A photograph may say in its metadata where it was taken. */
function isPlain({ format, pages = 1, orientation = 1, space, depth, ...told }: Metadata): boolean {
  const isOfTheWeb = ['jpeg', 'png', 'webp'].includes(format) && pages === 1
  const isOfBytes = depth === 'uchar' && (space === 'srgb' || space === 'b-w') && orientation === 1
  return isOfTheWeb && isOfBytes && !told.icc && !told.exif && !told.xmp && !told.iptc
}

function inMegabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024)
}

async function readMetadata(bytes: Uint8Array, format: string): Promise<Metadata> {
  const read = () => sharp(bytes, { limitInputPixels: false }).metadata()
  const metadata = await decodeBudget.within(bytes.length, read).catch(() => null)
  if (metadata) return metadata
  return decodeBudget.alone(read).catch((error: unknown) => {
    throw new UnusableImageError(
      `The ${format} image is damaged or cut off: its header cannot be read${detailOf(error)}. Save it again and try again.`,
    )
  })
}

/** Whether libvips says that an image is sound, but of a kind that it does not read, such as JPEG of 12 bits. */
function isUnsupported(error: unknown): boolean {
  return /unsupported|not supported|not implemented|not configured|no known route/i.test(String(error))
}

/** What libvips says of an error, shortened, in brackets. */
function detailOf(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error)).split(/[\n;]/)
  const told = new Set(lines.map((line) => line.trim()).filter((line) => line && !line.includes('bad seek')))
  const detail = [...told].slice(0, 2).join('; ').slice(0, 200)
  return detail && ` (${detail})`
}
