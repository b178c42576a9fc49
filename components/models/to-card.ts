import type { CardView, ModelView } from '@/lib/serving/views'

/** Leaves of a model what its card shows. */
export function toCard(model: ModelView, similarity?: CardView['similarity']): CardView {
  return {
    uid: model.uid,
    name: model.name,
    url: model.url,
    thumbnailUrl: model.thumbnailUrl,
    thumbnailWidth: model.thumbnailWidth,
    thumbnailHeight: model.thumbnailHeight,
    thumbnailTint: model.thumbnailTint,
    thumbnailFocus: model.thumbnailFocus,
    author: model.author,
    license: model.license,
    ageRestricted: model.ageRestricted,
    nearDuplicates: model.nearDuplicates,
    ...(similarity !== undefined && { similarity }),
  }
}
