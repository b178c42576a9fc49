import { statement, type Work } from '../statement'

/** Of what more models have it is not counted how many: it is as common as any. */
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
