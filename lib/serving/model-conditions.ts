import type { ModelConditions } from '@/lib/database/database'
import type { LookAlikeFilter, ModelView } from './views'

/**
 * What a filter asks of models, and nothing else that the parameters may say.
 *
 * @param authors of what they are like
 */
export function conditionsOf(filter: LookAlikeFilter, authors: readonly (string | null)[]): ModelConditions {
  const others = [...new Set(authors)].filter((author) => author !== null).sort()
  return {
    category: filter.category,
    tag: filter.tag,
    license: filter.license,
    author: filter.author,
    exceptAuthors: filter.notAuthor && others.length > 0 ? others : undefined,
    isDownloadable: filter.downloadable,
    isAnimated: filter.animated,
    minLikes: filter.minLikes,
    minFaces: filter.minFaces,
    maxFaces: filter.maxFaces,
  }
}

/** Whether a filter asks for anything. */
export function isFiltered(filter: LookAlikeFilter): boolean {
  return Object.values(conditionsOf(filter, [''])).some((asked) => asked !== undefined)
}

/** Whether a model meets conditions, as the database has it of those that it lists. */
export function meets(model: ModelView, asked: ModelConditions): boolean {
  const { author, faceCount } = model
  return (
    (asked.category === undefined || model.categories.includes(asked.category)) &&
    (asked.tag === undefined || model.tags.includes(asked.tag)) &&
    (asked.license === undefined || model.license === asked.license) &&
    (asked.author === undefined || author === asked.author) &&
    (asked.exceptAuthors === undefined || author === null || !asked.exceptAuthors.includes(author)) &&
    (asked.isDownloadable === undefined || model.downloadable) &&
    (asked.isAnimated === undefined || model.animated) &&
    (asked.minLikes === undefined || model.likeCount >= asked.minLikes) &&
    (asked.minFaces === undefined || (faceCount !== null && faceCount >= asked.minFaces)) &&
    (asked.maxFaces === undefined || (faceCount !== null && faceCount <= asked.maxFaces))
  )
}
