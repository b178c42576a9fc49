import sharp from 'sharp'
import type { ObjectStorage } from '@/lib/storage/storage'
import { decodeBudget } from './decode-budget'
import { DEAREST_BYTES_PER_PIXEL } from './decode-cost'
import { MAX_PIXELS } from './decode'
import { LARGE_SIDE } from './page-image'
import { pageImageKey, smallPageImageKey } from './store'

const QUALITY = 72

/**
 * The picture for the page of a thumbnail, made so small that it fits a square of `side` pixels, as a data address that a page
 * can carry within; null where it is gone or damaged.
 *
 * @throws StorageError
 */
export async function inlinedPicture(
  storage: ObjectStorage,
  hash: string,
  side: number,
): Promise<string | null> {
  const stored = (await storage.read(smallPageImageKey(hash))) ?? (await storage.read(pageImageKey(hash)))
  if (!stored) return null
  try {
    const bytes = await decodeBudget.within(LARGE_SIDE * LARGE_SIDE * DEAREST_BYTES_PER_PIXEL, () =>
      sharp(stored.bytes, { limitInputPixels: MAX_PIXELS })
        .resize(side, side, { fit: 'inside', withoutEnlargement: true })
        .webp({ quality: QUALITY })
        .toBuffer(),
    )
    return `data:image/webp;base64,${bytes.toString('base64')}`
  } catch {
    return null
  }
}
