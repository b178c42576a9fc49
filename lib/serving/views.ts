import type { z } from 'zod'
import type { modelSchema, similarModelSchema } from './schemas'

/** A model as pages and the API show it. */
export type ModelView = z.infer<typeof modelSchema>

/**
 * One row of a model's similar models; rank counts from 1, score is a cosine (1 is the same), closeness the probability that both
 * are of one kind, null where that is not known.
 */
export type SimilarModelView = z.infer<typeof similarModelSchema>

/** A category with how many models it has of those that are asked for; null when that is too much to count. */
export type CategoryView = { name: string; count: number | null }

/** What a card in a grid shows of a model. */
export type CardView = Pick<
  ModelView,
  | 'uid'
  | 'name'
  | 'url'
  | 'thumbnailUrl'
  | 'thumbnailWidth'
  | 'thumbnailHeight'
  | 'thumbnailTint'
  | 'thumbnailFocus'
  | 'author'
  | 'license'
  | 'ageRestricted'
  | 'nearDuplicates'
> & {
  /** Undefined in a grid that is not about similarity. */
  similarity?: Pick<SimilarModelView, 'score' | 'closeness' | 'band'>
  /** Others of the grid that are the same thing once more: they are shown in its place when asked for. */
  folded?: CardView[]
}

/**
 * The index run that a page's similar models are from. `closenessBy` says what tells how close its scores are; null where nothing
 * does.
 */
export type PublishedRunView = {
  id: number
  recipe: string
  modelCount: number
  publishedAt: Date | null
  closenessBy: 'labels' | 'scores' | null
}

/** What has a tag, or a category, in common with a model of which few are close. */
export type AlsoView = { by: 'tag' | 'category'; name: string; models: ModelView[] }

/** What is the same thing as a model once more: how many, and the first of them. */
export type SameView = { count: number; models: ModelView[] }

/** Why nothing is similar to a model under the published run. */
export type NothingSimilar = 'came-after' | 'alone' | 'few-likes' | 'failed'

/**
 * Everything on a model's page. Of `similar` those of one group count once, and what is in `same` is left out. `run` is null while nothing is published; `nothingSimilar` is null then, and when
 * something is similar, or nothing close. `isFew` says that the similar models end early, since no more are close; `also` is what
 * stands below them then, if there is anything.
 */
export type ModelPageView = {
  model: ModelView
  run: PublishedRunView | null
  similar: SimilarModelView[]
  /** Null where nothing is. */
  same: SameView | null
  nothingSimilar: NothingSimilar | null
  isFew: boolean
  also: AlsoView | null
}

export const SORTS = ['relevance', 'likes', 'name', 'recent'] as const
export type Sort = (typeof SORTS)[number]

/** What the browse page is asked to show; what is undefined is not asked for. */
export type BrowseSelection = {
  query: string | undefined
  category: string | undefined
  tag: string | undefined
  license: string | undefined
  sort: Sort | undefined
  cursor: string | undefined
}

/**
 * Everything on the browse page. `total` is not exact when there are more than it pays to count. `sorts` are the orders
 * that tell models apart. `notes` say what the address asks for and the page does not do.
 */
export type BrowseView = {
  selection: BrowseSelection
  models: ModelView[]
  /** Models that the words do not find, whose pictures fit them. */
  pictures: ModelView[]
  total: { count: number; isExact: boolean }
  nextCursor: string | null
  categories: CategoryView[]
  sorts: Sort[]
  notes: string[]
  catalogueSize: number
  isPublished: boolean
}
