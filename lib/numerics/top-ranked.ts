/**
 * The places of the highest scores, best first, equal ones in the order of their places. Scores of -Infinity or NaN are
 * never among them, so there may be fewer than are wanted.
 *
 * @param places ascending or not; by default all
 */
export function topRanked(scores: ArrayLike<number>, wanted: number, places?: ArrayLike<number>): number[] {
  const best: number[] = []
  const count = places?.length ?? scores.length
  if (wanted < 1) return best
  let least = -Infinity
  let last = -1
  for (let turn = 0; turn < count; turn++) {
    const place = places?.[turn] ?? turn
    const score = scores[place] ?? Number.NaN
    if (!(score > -Infinity)) continue
    if (best.length === wanted) {
      if (score < least || (score === least && place > last)) continue
      best.pop()
    }
    let rank = best.length
    for (; rank > 0; rank--) {
      const other = best[rank - 1] ?? 0
      const otherScore = scores[other] ?? 0
      if (otherScore > score || (otherScore === score && other < place)) break
    }
    best.splice(rank, 0, place)
    last = best[best.length - 1] ?? -1
    least = scores[last] ?? -Infinity
  }
  return best
}
