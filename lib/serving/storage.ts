import 'server-only'
import path from 'node:path'
import { env } from '@/lib/facts/env'
import { keepCopies, type KeptCopies } from '@/lib/storage/kept-copies'
import { type ObjectStorage, openStorage, servingPatience } from '@/lib/storage/storage'

/** Below DATA_DIR, copies of pictures that lie far away. */
export const COPIES_FOLDER = 'cache'

let opened: { storage: ObjectStorage; pictures: KeptCopies } | undefined

function open(): { storage: ObjectStorage; pictures: KeptCopies } {
  if (opened) return opened
  const { storage: setting, dataDir } = env()
  const storage = openStorage(setting, servingPatience)
  opened = {
    storage,
    pictures: storage.now ? readingOf(storage) : keepCopies(storage, path.join(dataDir, COPIES_FOLDER)),
  }
  return opened
}

function readingOf(storage: ObjectStorage): KeptCopies {
  return { read: async (key) => (await storage.read(key))?.bytes ?? null }
}

/** Where thumbnails and added encoders lie. */
export function storage(): ObjectStorage {
  return open().storage
}

/** What pictures are read by: straight from a folder, else by way of copies on this machine. */
export function pictures(): KeptCopies {
  return open().pictures
}
