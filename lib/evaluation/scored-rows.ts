/** The neighbours of one model in a similarity table, best first, as model ids, with their scores. */
export type ScoredRow = { modelId: number; neighbourIds: Int32Array; scores: Float32Array }
