import { dialect, statement, type Work } from '../statement'
import { type Part, wholePart } from './listing-parts'
import { idsInOrder } from './model-listing'
import type { Matches } from './model-matches'
import { readSearchEntries } from './search-entries'
import { findTagPlace } from './tag-places'

/**
 * A place in the listing of a tag by a run: the rank that is next, from 0, and where that is behind the last, the last model before of
 * those that are not ranked.
 */
export type FitPosition = {
  order: 'fit'
  runId: number
  rank: number
  rest: { likeCount: number; id: number } | null
}

export type FitPage = { ids: number[]; next: FitPosition | null }

/** How many of a ranking are looked at in one go. */
const AT_ONCE = 200

const listedAmong = statement<[string], { id: number }>(
  ({ isGivenId }) => `SELECT id FROM Model WHERE isListed AND ${isGivenId}`,
)
const likesOf = statement<[number], { likeCount: number }>('SELECT likeCount FROM Model WHERE id = ?')

/**
 * One page of the matches of a tag in the order of a run: how near they are to the place of the tag. What the run has not
 * ranked comes after, the most liked first: models that are newer, those that have no place, and of a tag of very many all but the nearest.
 *
 * @param matches of a filter with a tag
 * @param position of a page of the same filter, under the same run
 * @param limit 1 or more
 * @returns null where the run has no place of the tag
 */
export function* listModelIdsByFit(
  matches: Matches,
  runId: number,
  position: FitPosition | null,
  limit: number,
): Work<FitPage | null> {
  const { tag } = matches.filter
  const place = tag === undefined ? null : yield* findTagPlace(runId, tag)
  if (!place) return null
  const ranking = Array.from(place.modelIds)
  const part = yield* wholePart(matches)
  const ranked = yield* rankedOf(part, ranking, position?.rank ?? 0, limit + 1)
  if (ranked.length > limit) {
    const rank = ranked[limit]?.rank ?? 0
    return {
      ids: ranked.slice(0, limit).map(({ id }) => id),
      next: { order: 'fit', runId, rank, rest: null },
    }
  }

  const others = yield* otherPart(part, ranking)
  const from = position?.rest ? ({ order: 'likes', ...position.rest } as const) : null
  const rest = yield* idsInOrder(others, 'likes', from, limit + 1 - ranked.length, new Map())
  const ids = [...ranked.map(({ id }) => id), ...rest]
  if (ids.length <= limit) return { ids, next: null }
  const last = rest.at(-2)
  const likeCount = last === undefined ? 0 : ((yield* likesOf.first(last))?.likeCount ?? 0)
  return {
    ids: ids.slice(0, limit),
    next: {
      order: 'fit',
      runId,
      rank: ranking.length,
      // With none of the rest on this page, it begins on the next.
      rest: last === undefined ? null : { likeCount, id: last },
    },
  }
}

/** The next listed models of a ranking that are in a part, with their places in it. */
function* rankedOf(
  part: Part,
  ranking: readonly number[],
  start: number,
  wanted: number,
): Work<{ id: number; rank: number }[]> {
  const found: { id: number; rank: number }[] = []
  const among = part.ids && new Set(part.ids)
  for (let first = start; first < ranking.length && found.length < wanted; first += AT_ONCE) {
    const block = ranking.slice(first, first + AT_ONCE)
    const passing = among ? block.filter((id) => among.has(id)) : block
    const listed = new Set((yield* listedAmong.all(JSON.stringify(passing))).map(({ id }) => id))
    const entries = among ? [] : yield* readSearchEntries(block.filter((id) => listed.has(id)))
    const isIn = among ? listed : new Set(entries.filter(part.has).map(({ id }) => id))
    block.forEach((id, place) => {
      if (isIn.has(id)) found.push({ id, rank: first + place })
    })
  }
  return found.slice(0, wanted)
}

/** What of a part is not ranked. */
function* otherPart(part: Part, ranking: readonly number[]): Work<Part> {
  const isRanked = new Set(ranking)
  if (part.ids) return { ...part, ids: part.ids.filter((id) => !isRanked.has(id)) }
  const { eachNumber } = yield* dialect()
  return {
    ...part,
    has: (entry) => !isRanked.has(entry.id) && part.has(entry),
    where: {
      text: `AND id NOT IN (SELECT value FROM ${eachNumber} AS ranked)`,
      values: [JSON.stringify(ranking)],
    },
  }
}
