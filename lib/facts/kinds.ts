/** Why two models are neighbours. */
export const KINDS = ['visual'] as const
export type Kind = (typeof KINDS)[number]

/** What is shown, exported and reviewed unless another kind is asked for. */
export const DEFAULT_KIND: Kind = KINDS[0]
