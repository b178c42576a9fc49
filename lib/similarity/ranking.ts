/** The best rows of the database of each of some queries, best first. */
export type Ranking = {
  /** Queries. */
  count: number
  /** Rows of each query. */
  width: number
  /** Rows of the database, [count, width] row-major. */
  indices: Int32Array
  /** [count, width] row-major, not increasing along a row. */
  scores: Float32Array
}

export function emptyRanking(count: number, width = 0): Ranking {
  return { count, width, indices: new Int32Array(count * width), scores: new Float32Array(count * width) }
}

/**
 * Merges each query's ranking with that of one more block of the database, keeping the best `wanted`. Blocks come
 * in ascending order, so on equal scores what is already there has the lower id.
 */
export function mergeRankings(best: Ranking, fresh: Ranking, wanted: number): Ranking {
  if (best.width === 0) return fresh
  const width = Math.min(wanted, best.width + fresh.width)
  const merged = emptyRanking(best.count, width)
  for (let query = 0; query < best.count; query++) {
    let old = query * best.width
    const oldEnd = old + best.width
    let next = query * fresh.width
    const nextEnd = next + fresh.width
    for (let place = query * width; place < (query + 1) * width; place++) {
      const oldScore = old < oldEnd ? (best.scores[old] ?? 0) : Number.NEGATIVE_INFINITY
      const nextScore = next < nextEnd ? (fresh.scores[next] ?? 0) : Number.NEGATIVE_INFINITY
      const keep = oldScore >= nextScore
      merged.scores[place] = keep ? oldScore : nextScore
      merged.indices[place] = (keep ? best.indices[old++] : fresh.indices[next++]) ?? 0
    }
  }
  return merged
}

/** Leaves each query's own row (-1 when it has none) out of its ranking, and keeps the best `width` of the others. */
export function withoutOwnRows(best: Ranking, ownRows: Int32Array, width: number): Ranking {
  const others = emptyRanking(best.count, width)
  for (let query = 0; query < best.count; query++) {
    const own = ownRows[query] ?? -1
    let from = query * best.width
    for (let place = query * width; place < (query + 1) * width; place++, from++) {
      if (best.indices[from] === own) from++
      others.indices[place] = best.indices[from] ?? 0
      others.scores[place] = best.scores[from] ?? 0
    }
  }
  return others
}
