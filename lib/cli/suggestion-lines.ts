import type { SuggestedRow } from '@/lib/database/database'
import { BYTE_ORDER_MARK, csvLine, spreadsheetLine } from '@/lib/text/csv'

/** A tag that a model may lack. */
export type SuggestionRow = { uid: string; tag: string; score: number }

/** Suggestions of at least a score, a row each, in the order in which they come. */
export async function* suggestionRows(
  blocks: AsyncIterable<readonly SuggestedRow[]>,
  least: number,
  onModels?: (done: number) => void,
): AsyncGenerator<SuggestionRow> {
  let done = 0
  for await (const block of blocks) {
    for (const { uid, suggestions } of block)
      for (const { tag, score } of suggestions) if (score >= least) yield { uid, tag, score }
    onModels?.((done += block.length))
  }
}

/** The rows of the highest scores, best first, equal ones in the order in which they come. */
export async function surestRows(rows: AsyncIterable<SuggestionRow>, most: number): Promise<SuggestionRow[]> {
  let kept: SuggestionRow[] = []
  const sorted = () => kept.sort((one, other) => other.score - one.score).slice(0, most)
  for await (const row of rows) {
    kept.push(row)
    // Sorting is stable, and now and then is enough.
    if (kept.length >= 2 * most + 1_000) kept = sorted()
  }
  return sorted()
}

type Rows = AsyncIterable<SuggestionRow> | Iterable<SuggestionRow>

/** Rows as JSON, a line each. */
export async function* suggestionJsonLines(rows: Rows): AsyncGenerator<string> {
  for await (const { uid, tag, score } of rows) yield JSON.stringify({ uid, tag, score: rounded(score) })
}

/** The same as CSV, behind a line of names; marked for a spreadsheet if it is for one. */
export async function* suggestionCsvLines(rows: Rows, isForExcel = false): AsyncGenerator<string> {
  yield `${isForExcel ? BYTE_ORDER_MARK : ''}uid,tag,score`
  for await (const { uid, tag, score } of rows)
    yield isForExcel ? spreadsheetLine([uid, tag, rounded(score)]) : csvLine([uid, tag, score.toFixed(6)])
}

const rounded = (score: number) => Number(score.toFixed(6))
