import { decoding, openImage } from './decode'

/**
 * Decodes an image into what an encoder looks at: `[size, size, 3]` bytes RGB, the whole picture
 * letterboxed onto white. The bytes must have passed `assertReadable` once, as all in the store have.
 *
 * @throws UnusableImageError
 */
export async function encoderPixels(bytes: Uint8Array, size: number): Promise<Buffer> {
  return decoding(() =>
    openImage(bytes, '#ffffff')
      .resize(size, size, { fit: 'contain', background: '#ffffff', kernel: 'cubic' })
      .removeAlpha()
      .raw()
      .toBuffer(),
  )
}
