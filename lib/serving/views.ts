import type { z } from 'zod'
import type { Kind, SimilarKind } from '@/lib/facts/kinds'
import type { Mix } from '@/lib/recommending/blend'
import type { PicturePageView } from './picture-page'
import type {
  modelSchema,
  reasonSchema,
  recommendationSchema,
  similarModelSchema,
  suggestionSchema,
} from './schemas'

/** A model as pages and the API show it. */
export type ModelView = z.infer<typeof modelSchema>

/**
 * One row of a model's similar models; rank counts from 1, score is a cosine (1 is the same), closeness the probability that both
 * are of one kind, null where that is not known.
 */
export type SimilarModelView = z.infer<typeof similarModelSchema>

/** Why a model stands in a list of similar ones. */
export type ReasonView = z.infer<typeof reasonSchema>

/** A model that a visitor would like, and because of what. */
export type RecommendationView = z.infer<typeof recommendationSchema>

/** Whether pages have hearts, and whether the server is told of them. */
export type HeartsSettings = { isShown: boolean; isCollected: boolean }

/** What somebody may be typing the name of: a model, or what models have in common. */
export type SuggestionView = z.infer<typeof suggestionSchema>

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
  /** Why it is there, where that is said. */
  reasons?: ReasonView[]
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

/**
 * What look-alikes are asked to be, by the names that an address has for it (lib/facts/filter-names.mjs); what is undefined is not
 * asked for. `notAuthor` leaves out the author of the model that they are like.
 */
export type LookAlikeFilter = {
  category?: string | undefined
  tag?: string | undefined
  license?: string | undefined
  author?: string | undefined
  notAuthor?: true | undefined
  downloadable?: true | undefined
  animated?: true | undefined
  minLikes?: number | undefined
  minFaces?: number | undefined
  maxFaces?: number | undefined
}

/** A value that may be chosen, and how many of the look-alikes that a run has stored have it with all else that is chosen. */
export type ChoiceView = { name: string; count: number }

/** The filters of a page of look-alikes: what is chosen, and what can be. Null is what would tell no models apart. */
export type FilterView = {
  chosen: LookAlikeFilter
  category: ChoiceView[] | null
  tag: ChoiceView[] | null
  license: ChoiceView[] | null
  author: ChoiceView[] | null
  /** How many are by others; null also where nobody knows who made the model. */
  notAuthor: number | null
  downloadable: number | null
  animated: number | null
  hasLikes: boolean
  /** Of all models. */
  faces: { least: number; most: number } | null
}

export type { Mix }

/** What the address of a model's page asks of its rows; what is not asked for is undefined. */
export type RowChoice = {
  /** What is not asked for counts as in the usual mix. */
  mix?: Mix | undefined
  /** The row that is shown alone. */
  kind?: SimilarKind | undefined
}

/**
 * The rows of a model's page, by what makes models similar: `blend` is all together. Null is a row that the run has nothing for, of
 * this model or at all, and one that is not shown; a row that a filter leaves nothing of is empty.
 */
export type RowsView = Record<SimilarKind, SimilarModelView[] | null> & {
  /** What `blend` was made by. */
  mix: Mix
  usualMix: Mix
  /** The kinds that the run has something for of this model: what a slider can weigh. */
  kinds: Kind[]
  /** The row that is shown alone, longer than among the others; null where all are. */
  alone: SimilarKind | null
}

/** Why fewer look-alikes are shown than there may be: too many ask at once, or the run has kept nothing to look through. */
export type NotLookedThrough = 'busy' | 'no-vectors'

/** What is the same thing as a model once more: how many, and the first of them. */
export type SameView = { count: number; models: ModelView[] }

/** Why nothing is similar to a model under the published run. */
export type NothingSimilar = 'came-after' | 'alone' | 'few-likes' | 'failed'

/**
 * Everything on a model's page. Of `similar`, which are look-alikes, those of one group count once, and what is in `same` is left
 * out. `run` is null while nothing is published; `nothingSimilar` is null then, and when
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
  /** Null where there is nothing to filter. */
  filters: FilterView | null
  /** Of filtered look-alikes; else null. */
  notLookedThrough: NotLookedThrough | null
  /** Null where the run has learned from no likes: there are look-alikes alone then. */
  rows: RowsView | null
}

/**
 * What is near to some models and far from others. `leftOut` are those of them that the run has no vector of; `notes` say what the
 * address asks for and the page does not do.
 */
export type MarkedView = {
  plus: ModelView[]
  minus: ModelView[]
  leftOut: ModelView[]
  run: PublishedRunView | null
  similar: SimilarModelView[]
  filters: FilterView | null
  notLookedThrough: NotLookedThrough | null
  notes: string[]
}

export const SORTS = ['relevance', 'fit', 'likes', 'name', 'recent'] as const
export type Sort = (typeof SORTS)[number]

/** A link in the query box that leads to no model of the catalogue. `url` is where it leads to, elsewhere. */
export type StrayLinkView =
  | { kind: 'not-here'; uid: string; url: string }
  /** Only Sketchfab can tell which model it stands for. */
  | { kind: 'short'; url: string }
  /** A page of Sketchfab that is no model’s. */
  | { kind: 'no-model' }
  | { kind: 'elsewhere'; host: string }

/** What the browse page is asked to show; what is undefined is not asked for. */
export type BrowseSelection = {
  query: string | undefined
  category: string | undefined
  tag: string | undefined
  license: string | undefined
  author: string | undefined
  /** The words as they are written alone, and all of them. */
  exact: true | undefined
  sort: Sort | undefined
  cursor: string | undefined
}

/** What a search shows besides what its words find; `hasExact` says whether they find anything by themselves. */
export type MeantView = { sentence: string; hasExact: boolean }

/**
 * Everything on the browse page. `total` is not exact when there are more than it pays to count. `sorts` are the orders
 * that tell models apart. `notes` say what the address asks for and the page does not do.
 */
export type BrowseView = {
  selection: BrowseSelection
  models: ModelView[]
  /** Models that the words do not find, whose pictures fit them. */
  pictures: ModelView[]
  /** Models that lack the tag of the page, but lie as near to its place as those that have it. */
  close: ModelView[]
  total: { count: number; isExact: boolean }
  nextCursor: string | null
  categories: CategoryView[]
  sorts: Sort[]
  notes: string[]
  /** Null when the words find all that is shown. */
  meant: MeantView | null
  catalogueSize: number
  isPublished: boolean
}

export type { PicturePageView }

/** A model of Sketchfab that is not in the catalogue, as Sketchfab describes it. */
export type OnlineModelView = Pick<ModelView, 'uid' | 'name' | 'author' | 'authorUrl' | 'license'> & {
  /** Its page there. */
  url: string
}

/**
 * A page about a model of Sketchfab: in the catalogue, it has a page of its own; one that could not be looked up has a reason; of
 * others there is a picture with what looks like it, or why there is none.
 */
export type SketchfabPageView =
  | { kind: 'here'; uid: string }
  | { kind: 'refused'; title: string; detail: string; url: string | null }
  | { kind: 'found'; model: OnlineModelView; picture: PicturePageView | NoPicture }

/** Why a model of Sketchfab is not looked at. */
export type NoPicture = 'age-restricted' | 'noai' | 'no-thumbnail' | 'unusable'
