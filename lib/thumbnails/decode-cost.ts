import type { Metadata } from 'sharp'

/** What decoding takes a pixel in the dearest format, AVIF of 8 bits: measured are 18.2 bytes. */
export const DEAREST_BYTES_PER_PIXEL = 20

type Described = Pick<
  Metadata,
  'format' | 'width' | 'height' | 'channels' | 'depth' | 'isProgressive' | 'pages'
>

/**
 * About how much memory it takes to decode an image, in bytes, by its header. Some formats are read line by line, and
 * shrunk on the way; what is interlaced, progressive or one block must be held as a whole. Rounded up from what was
 * measured on pictures of 8192 x 8192 pixels.
 */
export function decodingBytes(image: Described): number {
  return Math.ceil(image.width * image.height * bytesPerPixel(image))
}

function bytesPerPixel({ format, channels, depth, isProgressive, pages = 1 }: Described): number {
  const whole = channels * (depth === 'uchar' ? 1 : 2)
  switch (format) {
    case 'heif':
      // With alpha a second picture beside it; more than 8 bits are held in two bytes.
      return DEAREST_BYTES_PER_PIXEL * (depth === 'uchar' ? 1 : 1.5) * (channels > 3 ? 1.4 : 1)
    case 'jpeg':
      return isProgressive ? 2.1 * channels : 1
    case 'png':
      return isProgressive ? 1.2 * whole : 1
    case 'webp':
      return pages > 1 ? 12 : 6
    case 'gif':
      return 6
    default:
      return whole + 2
  }
}
