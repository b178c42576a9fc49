import { statement, type Work } from '../statement'
import { removeModels } from './catalogue'
import { forgetFactors } from './factor-blocks'
import { recordRemoval } from './removed-models'
import { forgetVectors } from './vector-blocks'

export type TakenDown = {
  /** Whether the model was in the catalogue. */
  wasThere: boolean
  /** The hash of its thumbnail, when no other model has the same: nothing of it is in the database any longer. */
  unusedThumbnail: string | null
}

const findModel = statement<
  [string],
  { id: number; source: string; sourceKey: string; thumbnailHash: string | null }
>('SELECT id, source, sourceKey, thumbnailHash FROM Model WHERE uid = ?')
const findUse = statement<[string]>('SELECT 1 FROM Model WHERE thumbnailHash = ? LIMIT 1')
const deleteEmbeddings = statement<[string]>('DELETE FROM Embedding WHERE thumbnailHash = ?')
const deleteThumbnail = statement<[string]>('DELETE FROM Thumbnail WHERE hash = ?')

/**
 * Deletes a model and all that is known of it, and keeps it from coming back, in one transaction; also one that is not
 * there yet. Its thumbnail goes, too, with what was computed from it, unless another model has the same image.
 */
export function* takeDownModel(uid: string): Work<TakenDown> {
  const model = yield* findModel.first(uid)
  yield* recordRemoval(model?.sourceKey ?? uid, uid)
  if (!model) return { wasThere: false, unusedThumbnail: null }
  yield* removeModels(model.source, [model.sourceKey])
  yield* forgetVectors(model.id)
  yield* forgetFactors(model.id)
  const hash = model.thumbnailHash
  const isUnused = hash !== null && (yield* removeUnusedThumbnail(hash))
  return { wasThere: true, unusedThumbnail: isUnused ? hash : null }
}

function* removeUnusedThumbnail(hash: string): Work<boolean> {
  if ((yield* findUse.first(hash)) !== undefined) return false
  yield* deleteEmbeddings.run(hash)
  yield* deleteThumbnail.run(hash)
  return true
}
