import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { MAX_UPLOAD_BYTES } from '@/lib/facts/picture-bounds'
import { decoding, openImage, ImageTooLargeError, readImageHeader } from './decode'
import { LARGE_SIDE } from './page-image'

/** The most memory that decoding it may take, in bytes by estimate: less than of what the admin brings in. */
export const MAX_UPLOAD_MEMORY = 256 * 1024 * 1024
/** The most seconds that decoding it may take. */
export const MAX_UPLOAD_SECONDS = 10

/** Of the copy that is kept: what an encoder sees of it is hardly another thing than of the picture itself. */
const QUALITY = 90

/** A picture as it is kept. */
export type UploadedPicture = {
  /** SHA-256 of its pixels, 64 hex digits: the same for copies that differ in what they tell besides. */
  hash: string
  /** At most 512 pixels a side, upright, sRGB, and nothing but pixels. */
  webp: Uint8Array
  width: number
  height: number
}

/**
 * Makes what is kept of a picture that a stranger has sent. The bytes that came are in nothing of it.
 *
 * @throws UnusableImageError that says why it cannot be used
 */
export async function readUploadedPicture(bytes: Uint8Array): Promise<UploadedPicture> {
  if (bytes.length > MAX_UPLOAD_BYTES) {
    throw new ImageTooLargeError(
      `The file has ${bytes.length} bytes; the most is ${MAX_UPLOAD_BYTES}. Make it smaller.`,
    )
  }
  const header = await readImageHeader(bytes)
  if (header.decodingBytes > MAX_UPLOAD_MEMORY) {
    throw new ImageTooLargeError(
      `The image is ${header.width} x ${header.height} pixels, too many to decode as ${header.format} here. Make it smaller, or save it as a plain JPEG or PNG.`,
    )
  }
  return decoding(
    header,
    async () => {
      const { data, info } = await openImage(bytes, undefined, MAX_UPLOAD_SECONDS)
        .resize(LARGE_SIDE, LARGE_SIDE, { fit: 'inside', withoutEnlargement: true })
        .raw()
        .toBuffer({ resolveWithObject: true })
      const { width, height, channels } = info
      const hash = createHash('sha256').update(`${width} ${height} ${channels} `).update(data).digest('hex')
      const webp = await sharp(data, { raw: { width, height, channels } })
        .webp({ quality: QUALITY, effort: 2 })
        .toBuffer()
      return { hash, webp, width, height }
    },
    MAX_UPLOAD_SECONDS,
  )
}
