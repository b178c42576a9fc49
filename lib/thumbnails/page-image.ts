import { assertReadable, decoding, openImage } from './decode'

/** What transparent renders stand on: the near-white of the page's tiles. */
const BACKGROUND = '#f6f5f3'
const MAX_SIDE = 512

export type PageImage = { webp: Buffer; width: number; height: number }

/**
 * Makes the WebP that pages show of a thumbnail: at most 512 pixels a side, never enlarged.
 *
 * @throws UnusableImageError
 */
export async function makePageImage(bytes: Uint8Array): Promise<PageImage> {
  return decoding(async () => {
    await assertReadable(bytes)
    const { data, info } = await openImage(bytes, BACKGROUND)
      .resize(MAX_SIDE, MAX_SIDE, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 82, effort: 2 })
      .toBuffer({ resolveWithObject: true })
    return { webp: data, width: info.width, height: info.height }
  })
}
