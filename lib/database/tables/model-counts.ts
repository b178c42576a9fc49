import { statement, type Work } from '../statement'

/** How many models of a tag are counted at most: which of two commoner tags is the rarer is not told. */
export const COUNTED_MODELS = 10_000

const countEach = statement<[string], { name: string; models: number }>(
  ({ eachText }) =>
    `SELECT name, (
       SELECT count(*) FROM (SELECT 1 FROM ModelTag WHERE tagId = Tag.id LIMIT ${COUNTED_MODELS}) AS counted
     ) AS models
     FROM Tag WHERE name IN (SELECT value FROM ${eachText} AS wanted)`,
)

/** How many models, listed or not, have each of some tags, up to {@link COUNTED_MODELS}; those that none has may be missing. */
export function* countTagged(tags: readonly string[]): Work<Map<string, number>> {
  const rows = yield* countEach.all(JSON.stringify(tags))
  return new Map(rows.map(({ name, models }) => [name, models]))
}

const likesOfEach = statement<[string], { id: number; likeCount: number; stored: number }>(
  ({ eachNumber }) =>
    `SELECT id, likeCount, (SELECT count(*) FROM "Like" WHERE modelId = Model.id) AS stored
     FROM Model WHERE id IN (SELECT value FROM ${eachNumber} AS wanted)`,
)

/**
 * How many like each of some models, by id; those that are gone are missing. What a source has counted is more than the likes that are
 * stored, and not every source counts: the larger number holds.
 */
export function* readLikeCounts(ids: readonly number[]): Work<Map<number, number>> {
  const rows = yield* likesOfEach.all(JSON.stringify(ids))
  return new Map(rows.map(({ id, likeCount, stored }) => [id, Math.max(likeCount, stored)]))
}
