import { z } from 'zod'
import { blocksByKey, type ReadBlocks } from '../snapshot'
import { insertAll, statement, type Work } from '../statement'

/** A tag that a model may lack: how sure that is, how many of its nearest have it, and the first of these, as ids. */
export type TagSuggestion = { tag: string; score: number; count: number; speakers: number[] }

/** As it is stored, to be short. */
const stored = z.array(z.tuple([z.string(), z.number(), z.int(), z.array(z.int())]))
const names = z.array(z.string())

/** What tags a model may lack, the surest first. */
export type SuggestedTags = { modelId: number; suggestions: TagSuggestion[] }

type Row = { modelId: number; score: number; uid: string; suggestions: string; tags: string }

const clear = statement<[number]>('DELETE FROM TagSuggestion WHERE runId = ?')

const rowsWhere = (condition: string) =>
  statement<Record<string, number>, Row>(
    ({ listOf }) =>
      `SELECT modelId, score, uid, suggestions,
         (${listOf('SELECT name FROM ModelTag JOIN Tag ON Tag.id = tagId WHERE modelId = Model.id')}) AS tags
       FROM TagSuggestion JOIN Model ON Model.id = modelId
       WHERE TagSuggestion.runId = @runId AND isListed AND ${condition} LIMIT @limit`,
  )
const nextByModel = rowsWhere('modelId > @after ORDER BY modelId')
const nextByScore = rowsWhere(
  '(score < @score OR (score = @score AND modelId > @after)) ORDER BY score DESC, modelId',
)

/** Stores what models may lack under a run. A model for which nothing is suggested is not written. */
export function* writeTagSuggestions(runId: number, models: readonly SuggestedTags[]): Work<void> {
  yield* insertAll({
    table: 'TagSuggestion',
    columns: ['runId', 'modelId', 'score', 'suggestions'],
    rows: models.flatMap(({ modelId, suggestions }) => {
      const [surest] = suggestions
      if (!surest) return []
      const rows: z.infer<typeof stored> = suggestions.map(({ tag, score, count, speakers }) => [
        tag,
        score,
        count,
        speakers,
      ])
      return [[runId, modelId, surest.score, JSON.stringify(rows)]]
    }),
  })
}

/** Removes what a run has written of suggested tags. */
export function* clearTagSuggestions(runId: number): Work<void> {
  yield* clear.run(runId)
}

/** A listed model with the tags that it has, and those that a run found it may lack and it has not been given since. */
export type SuggestedRow = SuggestedTags & { uid: string; score: number; tags: string[] }

function suggestedRow({ suggestions, tags: owned, ...row }: Row): SuggestedRow {
  const tags = names.parse(JSON.parse(owned))
  const own = new Set(tags.map((tag) => tag.toLowerCase()))
  return {
    ...row,
    tags,
    suggestions: stored
      .parse(JSON.parse(suggestions))
      .filter(([tag]) => !own.has(tag.toLowerCase()))
      .map(([tag, score, count, speakers]) => ({ tag, score, count, speakers })),
  }
}

/** Where in the order of the surest a page goes on: behind a model, and how sure the surest was there. */
export type SuggestionPlace = { score: number; modelId: number }

/**
 * Models for which a run suggests tags, those with the surest first. Of those that have been given all of them since none is
 * left.
 *
 * @param behind the last model of the page before
 */
export function* listSuggestedTags(
  runId: number,
  behind: SuggestionPlace | null,
  limit: number,
): Work<SuggestedRow[]> {
  const { score, modelId: after } = behind ?? { score: 2, modelId: 0 }
  return (yield* nextByScore.all({ runId, score, after, limit })).map(suggestedRow)
}

const countRows = statement<[number], { count: number }>(
  `SELECT count(*) AS count FROM TagSuggestion JOIN Model ON Model.id = modelId
   WHERE TagSuggestion.runId = ? AND isListed`,
)

/** For how many listed models a run suggests tags, those that have been given all of them since among them. */
export function* countSuggestedModels(runId: number): Work<number> {
  return (yield* countRows.first(runId))?.count ?? 0
}

/** The same of all models, in the order of the catalogue. */
export function readSuggestedTagBlocks(runId: number): ReadBlocks<SuggestedRow> {
  return async function* (perform) {
    const blocks = blocksByKey(
      perform,
      0,
      (after, limit) => nextByModel.all({ runId, after, limit }),
      ({ modelId }) => modelId,
    )
    for await (const block of blocks) yield block.map(suggestedRow)
  }
}
