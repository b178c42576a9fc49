import { createHash } from 'node:crypto'
import type { ExportRow } from '@/lib/database/database'
import { BYTE_ORDER_MARK, csvLine, spreadsheetLine } from '@/lib/text/csv'

/** The published table as JSON, a line a neighbour. */
export async function* jsonLines(blocks: AsyncIterable<ExportRow[]>): AsyncGenerator<string> {
  for await (const rows of blocks)
    for (const { uid, rank, similarUid, score } of rows)
      yield JSON.stringify({ uid, rank, similar_uid: similarUid, score: Number(score.toFixed(6)) })
}

/** The same as CSV, behind a line of names; marked for a spreadsheet if it is for one. */
export async function* csvLines(
  blocks: AsyncIterable<ExportRow[]>,
  isForExcel = false,
): AsyncGenerator<string> {
  yield `${isForExcel ? BYTE_ORDER_MARK : ''}uid,rank,similar_uid,score`
  for await (const rows of blocks)
    for (const { uid, rank, similarUid, score } of rows) {
      yield isForExcel
        ? spreadsheetLine([uid, rank, similarUid, Number(score.toFixed(6))])
        : csvLine([uid, rank, similarUid, score.toFixed(6)])
    }
}

/** SHA-256 of the bytes that `npm run export` writes as CSV, in hexadecimal. */
export async function hashOfExport(blocks: AsyncIterable<ExportRow[]>): Promise<string> {
  const hash = createHash('sha256')
  for await (const line of csvLines(blocks)) hash.update(`${line}\n`)
  return hash.digest('hex')
}
