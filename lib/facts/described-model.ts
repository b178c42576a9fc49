/** A model as a catalogue source describes it. */
export type DescribedModel = {
  /** What the source calls the model, the same at every import; with the source, the key that a later one finds it by. */
  sourceKey: string
  /** Public ids to try, best first. A model already in the catalogue keeps the one it has. */
  uidCandidates: string[]
  name: string
  url: string | null
  author: string | null
  license: string | null
  tags: string[]
  categories: string[]
  /** Ground truth for `npm run evaluate`, by column. */
  labels: Record<string, string>
}

/** A model as Sketchfab describes it. */
export type SketchfabModel = {
  uid: string
  name: string
  description: string | null
  /** Its page. */
  url: string
  /** Its viewer, for an iframe. */
  embedUrl: string
  author: string | null
  authorUrl: string | null
  license: string | null
  tags: string[]
  categories: string[]
  likeCount: number
  viewCount: number
  faceCount: number | null
  isDownloadable: boolean
  /** Whether it has at least one animation. */
  isAnimated: boolean
  ageRestricted: boolean
  /** ISO 8601, in UTC. */
  publishedAt: string | null
  /** Null when Sketchfab has none. */
  thumbnailUrl: string | null
}
