import path from 'node:path'
import { originalKey, pageImageKey, smallPageImageKey } from '@/lib/thumbnails/store'

/** Where the files of a thumbnail are while they are in DATA_DIR. */
export const originalFile = (dataDir: string, hash: string) => path.join(dataDir, originalKey(hash))
export const pageImageFile = (dataDir: string, hash: string) => path.join(dataDir, pageImageKey(hash))
export const smallPageImageFile = (dataDir: string, hash: string) =>
  path.join(dataDir, smallPageImageKey(hash))
