import 'server-only'
import { z } from 'zod'
import type { SuggestedRow, SuggestionPlace } from '@/lib/database/database'
import { endpoint, json } from '@/lib/http/endpoint'
import { textStream } from '@/lib/http/text-stream'
import { PROBABLE_SCORE } from '@/lib/facts/tag-scores'
import { database } from '@/lib/serving/database'
import { readModelViews } from '@/lib/serving/model-views'
import { readPublishedRun } from '@/lib/serving/published-run'
import { publishedRun } from '@/lib/serving/refused-search'
import { BYTE_ORDER_MARK, spreadsheetLine } from '@/lib/text/csv'
import { suggestedTagsParameters } from './parameters'
import { suggestedTagsSchema } from './schemas'
import { decodePlace, encodePlace } from './suggestion-place'
import type { SuggestedTagsView } from './views'

/** What a page of the dashboard shows. */
const PROBABLE = { least: PROBABLE_SCORE, limit: 24 }

export const listSuggestedTags = endpoint({
  route: 'GET /api/suggested-tags',
  operationId: 'listSuggestedTags',
  summary: 'Tags that models probably lack',
  query: suggestedTagsParameters,
  answers: {
    200: {
      description: 'One page of models, those with the surest suggestion first; as csv, all of them',
      content: {
        ...json(suggestedTagsSchema, '').content,
        'text/csv': { schema: z.string().describe('uid, tag, score; for a spreadsheet') },
      },
    },
    503: 'Nothing is published yet',
  },
  async respond({ query: { format, cursor, limit, least } }) {
    const run = await publishedRun()
    if (format === 'csv') return csvAnswer(run.id, least)
    return pageOf(run.id, { least, place: cursor === undefined ? null : decodePlace(cursor), limit })
  },
})

/** What the published run suggests; `run` is null while nothing is published. A cursor that is none shows the first page. */
export async function readSuggestedTags(cursor: string | null): Promise<SuggestedTagsView> {
  const run = await readPublishedRun()
  if (!run) return { run: null, total: 0, isFirst: true, models: [], nextCursor: null }
  const place = cursor === null ? null : decodePlace(cursor)
  const { models, nextCursor } = await pageOf(run.id, { ...PROBABLE, place })
  const total = await database().tags.countSuggestedModels(run.id, PROBABLE_SCORE)
  return { run: run.id, total, isFirst: place === null, models, nextCursor }
}

async function pageOf(
  runId: number,
  { least, place, limit }: { least: number; place: SuggestionPlace | null; limit: number },
): Promise<z.infer<typeof suggestedTagsSchema>> {
  const rows = await database().tags.listSuggestedTags(runId, least, place, limit + 1)
  const shown = rows.slice(0, limit)
  const views = await readModelViews(
    shown.flatMap(({ modelId, suggestions }) => [
      modelId,
      ...suggestions.flatMap(({ speakers }) => speakers),
    ]),
  )
  const models = shown.flatMap(({ modelId, suggestions }) => {
    const model = views.get(modelId)
    if (!model || suggestions.length === 0) return []
    return {
      uid: model.uid,
      name: model.name,
      tags: model.tags,
      thumbnailUrl: model.thumbnailUrl,
      ageRestricted: model.ageRestricted,
      suggestions: suggestions.map(({ tag, score, count, speakers }) => ({
        tag,
        score,
        count,
        models: speakers.flatMap((id) => {
          const speaker = views.get(id)
          return speaker ? [{ uid: speaker.uid, name: speaker.name }] : []
        }),
      })),
    }
  })
  const last = shown.at(-1)
  return { runId, models, nextCursor: rows.length > limit && last ? encodePlace(last) : null }
}

function csvAnswer(runId: number, least: number): Response {
  const lines = csvLines(database().tags.readSuggested(runId), least)
  return new Response(textStream(lines), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="suggested-tags-of-run-${runId}.csv"`,
      'cache-control': 'no-store',
    },
  })
}

/** As `npm run tags:suggest -- --excel` writes it, a block at a time. */
async function* csvLines(blocks: AsyncIterable<SuggestedRow[]>, least: number): AsyncGenerator<string, void> {
  yield `${BYTE_ORDER_MARK}uid,tag,score\n`
  for await (const block of blocks) {
    const lines = block.flatMap(({ uid, suggestions }) =>
      suggestions
        .filter(({ score }) => score >= least)
        .map(({ tag, score }) => `${spreadsheetLine([uid, tag, Number(score.toFixed(6))])}\n`),
    )
    if (lines.length > 0) yield lines.join('')
  }
}
