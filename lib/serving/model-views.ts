import 'server-only'
import { LRUCache } from 'lru-cache'
import type { ListedModel } from '@/lib/database/database'
import { database } from './database'
import type { ModelView } from './views'

/** About a kilobyte each. */
const KEPT_VIEWS = 20_000

const keptUnder = (revision: string) => ({
  revision,
  views: new LRUCache<number, ModelView>({ max: KEPT_VIEWS }),
})
let kept = keptUnder('')

/**
 * The views of models, by id; those that are gone or not listed have none. Kept until the catalogue
 * changes: the similar models of a page take a third of the time that reading them again would.
 */
export async function readModelViews(ids: Iterable<number>): Promise<Map<number, ModelView>> {
  const revision = await database().readRevision()
  if (kept.revision !== revision) kept = keptUnder(revision)
  const { views } = kept

  const found = new Map<number, ModelView>()
  const missing: number[] = []
  for (const id of ids) {
    const view = views.get(id)
    if (view) found.set(id, view)
    else missing.push(id)
  }
  for (const model of missing.length > 0 ? await database().catalogue.readListedModels(missing) : []) {
    const view = toModelView(model)
    views.set(model.id, view)
    found.set(model.id, view)
  }
  return found
}

export function toModelView({ thumbnail, ...model }: ListedModel): ModelView {
  return {
    uid: model.uid,
    name: model.name,
    url: model.url,
    thumbnailUrl: `/thumbnails/${thumbnail.hash}`,
    thumbnailWidth: thumbnail.width,
    thumbnailHeight: thumbnail.height,
    thumbnailTint: thumbnail.tint,
    thumbnailFocus: thumbnail.focus,
    author: model.author,
    authorUrl: model.authorUrl,
    license: model.license,
    tags: model.tags,
    categories: model.categories,
    likeCount: model.likeCount,
    faceCount: model.faceCount,
    downloadable: model.isDownloadable,
    animated: model.isAnimated,
    ageRestricted: model.ageRestricted,
    nearDuplicates: model.nearDuplicates,
  }
}
