/** Why two models are neighbours: they look alike, the same people like them, or they share tags. */
export const KINDS = ['visual', 'likes', 'tags'] as const
export type Kind = (typeof KINDS)[number]

/** What is shown, exported and reviewed unless another kind is asked for. */
export const DEFAULT_KIND: Kind = KINDS[0]

/** What similar models may be asked for by: one kind, or all of them as one. */
export const SIMILAR_KINDS = [...KINDS, 'blend'] as const
export type SimilarKind = (typeof SIMILAR_KINDS)[number]
