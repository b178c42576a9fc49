import 'server-only'
import type { Metadata } from 'next'
import { env } from '@/lib/facts/env'
import { MODEL_NOT_FOUND } from '@/lib/http/not-found-words'
import type { ModelView } from './views'

/** The picture that other sites show of a model, on a page that is known by this origin. */
export function previewImage(model: ModelView, site: string | undefined) {
  if (model.ageRestricted) return null
  const origin = env().siteUrl?.origin ?? site
  return {
    url: `${origin ?? ''}${model.thumbnailUrl}`,
    isAbsolute: origin !== undefined,
    width: model.thumbnailWidth,
    height: model.thumbnailHeight,
    alt: model.name,
  }
}

/** What search engines and other sites are told of a model's page. */
export function modelMetadata(model: ModelView | undefined, site: string | undefined): Metadata {
  if (!model) return { title: MODEL_NOT_FOUND.title }
  const description = `What looks like ${model.name}${model.author ? ` by ${model.author}` : ''}.`
  const image = previewImage(model, site)
  // Next would put an address of its own choice before a path. The page says it itself then.
  const images = image?.isAbsolute
    ? [{ url: image.url, width: image.width, height: image.height, alt: image.alt }]
    : []
  return { title: model.name, description, openGraph: { title: model.name, description, images } }
}
