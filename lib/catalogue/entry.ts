/** A model as a catalogue source finds it, its image not read yet. */
export type CatalogueEntry = {
  /** What the source calls the model: the same at every import. */
  sourceKey: string
  /** Public ids to try, best first. */
  uidCandidates: string[]
  name: string
  url: string | null
  author: string | null
  license: string | null
  tags: string[]
  categories: string[]
  /** Ground truth for `npm run evaluate`, by column. */
  labels: Record<string, string>
  readImage(): Promise<Buffer>
}
