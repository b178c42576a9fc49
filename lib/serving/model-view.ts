import type { ListedModel } from '@/lib/db/listed-models'
import type { SimilarModel } from '@/lib/db/similar-models'
import type { ModelView, SimilarModelView } from './views'

export function toModelView({ thumbnail, ...model }: ListedModel): ModelView {
  return {
    uid: model.uid,
    name: model.name,
    url: model.url,
    thumbnailUrl: `/thumbnails/${thumbnail.hash}`,
    thumbnailWidth: thumbnail.width,
    thumbnailHeight: thumbnail.height,
    author: model.author,
    license: model.license,
    tags: model.tags,
    categories: model.categories,
    likeCount: model.likeCount,
    ageRestricted: model.ageRestricted,
  }
}

export function toSimilarModelView({ rank, score, model }: SimilarModel): SimilarModelView {
  return { rank, score, model: toModelView(model) }
}
