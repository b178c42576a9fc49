import { removeModels } from './catalogue'
import type { Connection } from './connection'
import { recordRemoval } from './removed-models'
import { forgetVectors } from './vector-blocks'

export type TakenDown = {
  /** Whether the model was in the catalogue. */
  wasThere: boolean
  /** The hash of its thumbnail, when no other model has the same: nothing of it is in the database any longer. */
  unusedThumbnail: string | null
}

/**
 * Deletes a model and all that is known of it, and keeps it from coming back, in one transaction; also one that is not
 * there yet. Its thumbnail goes, too, with what was computed from it, unless another model has the same image.
 */
export function takeDownModel(connection: Connection, uid: string): TakenDown {
  const take = connection.transaction((): TakenDown => {
    const model = connection
      .prepare<[string], { id: number; source: string; sourceKey: string; thumbnailHash: string | null }>(
        'SELECT id, source, sourceKey, thumbnailHash FROM Model WHERE uid = ?',
      )
      .get(uid)
    recordRemoval(connection, model?.sourceKey ?? uid, uid)
    if (!model) return { wasThere: false, unusedThumbnail: null }
    removeModels(connection, model.source, [model.sourceKey])
    forgetVectors(connection, model.id)
    const isUnused = model.thumbnailHash !== null && removeUnusedThumbnail(connection, model.thumbnailHash)
    return { wasThere: true, unusedThumbnail: isUnused ? model.thumbnailHash : null }
  })
  return take.immediate()
}

function removeUnusedThumbnail(connection: Connection, hash: string): boolean {
  const isUsed = connection.prepare('SELECT 1 FROM Model WHERE thumbnailHash = ?').get(hash) !== undefined
  if (isUsed) return false
  connection.prepare('DELETE FROM Embedding WHERE thumbnailHash = ?').run(hash)
  connection.prepare('DELETE FROM Thumbnail WHERE hash = ?').run(hash)
  return true
}
