import { parseSketchfabLink } from '@/lib/catalogue/sketchfab-link'
import type { Database } from '@/lib/database/database'
import type { ObjectStorage } from '@/lib/storage/storage'
import { removeThumbnail } from '@/lib/thumbnails/store'

/** The uid that a text means: of a model on Sketchfab by any of its addresses, else the text itself. */
export function uidMeant(text: string): string {
  const link = parseSketchfabLink(text)
  return link?.kind === 'uid' ? link.uid : text.trim()
}

/**
 * Takes a model down: all that is known of it is deleted, its image files unless another model has the same image, and
 * no catalogue source brings it back. Returns whether it was in the catalogue.
 */
export async function takeDown(database: Database, storage: ObjectStorage, uid: string): Promise<boolean> {
  const { wasThere, unusedThumbnail } = await database.catalogue.takeDownModel(uid)
  if (unusedThumbnail !== null) await removeThumbnail(storage, unusedThumbnail)
  return wasThere
}
