import sharp, { type OutputInfo, type Sharp } from 'sharp'
import { decoding, openImage, readImageHeader, UnusableImageError } from './decode'

/** What transparent renders stand on: the near-white of the page's tiles. */
const BACKGROUND = '#f6f5f3'
const LONGEST_SIDE = 512

export type PageImage = { webp: Buffer; width: number; height: number }

/**
 * Makes the WebP that pages show of a thumbnail: at most 512 pixels a side, never enlarged.
 *
 * @throws UnusableImageError
 */
export async function makePageImage(bytes: Uint8Array): Promise<PageImage> {
  const header = await readImageHeader(bytes)
  return decoding(header, async () => {
    const shown = openImage(bytes).resize(LONGEST_SIDE, LONGEST_SIDE, {
      fit: 'inside',
      withoutEnlargement: true,
    })
    const opaque = header.hasAlpha
      ? onBackground(await shown.raw().toBuffer({ resolveWithObject: true }))
      : shown
    const { data, info } = await opaque.webp({ quality: 82, effort: 2 }).toBuffer({ resolveWithObject: true })
    return { webp: data, width: info.width, height: info.height }
  })
}

function onBackground({ data, info }: { data: Buffer; info: OutputInfo }): Sharp {
  const { width, height, channels } = info
  if (channels === 4 && isTransparent(data)) {
    throw new UnusableImageError(
      'The image is transparent everywhere, so that nothing of it can be seen. Save it without transparency.',
    )
  }
  return sharp(data, { raw: { width, height, channels } }).flatten({ background: BACKGROUND })
}

function isTransparent(rgba: Buffer): boolean {
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at] !== 0) return false
  return true
}
