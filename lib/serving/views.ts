/** A model as pages and the API show it. */
export type ModelView = {
  uid: string
  name: string
  url: string | null
  thumbnailUrl: string
  /** Pixels of the image behind thumbnailUrl. */
  thumbnailWidth: number
  thumbnailHeight: number
  author: string | null
  license: string | null
  tags: string[]
  categories: string[]
  likeCount: number
  ageRestricted: boolean
}

/** One row of a model's similar models; rank counts from 1, score is a cosine (1 is the same). */
export type SimilarModelView = { rank: number; score: number; model: ModelView }
