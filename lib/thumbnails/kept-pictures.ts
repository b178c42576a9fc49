import pMap from 'p-map'
import type { ObjectStorage } from '@/lib/storage/storage'
import type { UploadedPicture } from './uploaded-picture'

/** How long a picture is kept that somebody has looked for others with. */
export const KEPT_MS = 24 * 60 * 60 * 1000
/** How many are kept at most; of some 50 kB each. */
export const MAX_KEPT_PICTURES = 5_000

/** What the keys of all of them begin with; what follows is the day on which they were kept. */
const PICTURES = 'pictures/'

const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10)
const keyOf = (time: number, hash: string) => `${PICTURES}${dayOf(time)}/${hash}.webp`

/** Keeps a picture for a day; one that is kept already for a day from now. */
export async function keepPicture(
  storage: ObjectStorage,
  { hash, webp }: Pick<UploadedPicture, 'hash' | 'webp'>,
  now = Date.now(),
): Promise<void> {
  await storage.write(keyOf(now, hash), webp)
}

/** A picture that is kept, and until when; null for what is not a hash, never came, or is kept no more. */
export async function findKeptPicture(
  storage: ObjectStorage,
  hash: string,
  now = Date.now(),
): Promise<{ webp: Buffer; until: Date } | null> {
  if (!/^[0-9a-f]{64}$/.test(hash)) return null
  for (const time of [now, now - KEPT_MS]) {
    const found = await storage.read(keyOf(time, hash))
    const until = found && new Date(found.modified.getTime() + KEPT_MS)
    if (until && until.getTime() > now) return { webp: found.bytes, until }
  }
  return null
}

/**
 * Removes what was kept for its day, and of more than may be kept what came first. Several may do so at once.
 *
 * @throws StorageError
 */
export async function pruneKeptPictures(
  storage: ObjectStorage,
  { now = Date.now(), most = MAX_KEPT_PICTURES } = {},
): Promise<void> {
  const yesterday = dayOf(now - KEPT_MS)
  const left: string[] = []
  for await (const { key } of storage.list(PICTURES)) {
    const day = key.slice(PICTURES.length, PICTURES.length + yesterday.length)
    if (day < yesterday) await storage.remove(key)
    else left.push(key)
  }
  if (left.length <= most) return
  const dated = await pMap(
    left,
    async (key) => ({ key, at: (await storage.find(key))?.modified.getTime() ?? 0 }),
    { concurrency: 8 },
  )
  dated.sort((one, other) => one.at - other.at || (one.key < other.key ? -1 : 1))
  for (const { key } of dated.slice(0, left.length - most)) await storage.remove(key)
}
