import type { Work } from './statement'

/** Reads many rows, a block after another, all as they are at one moment. */
export type ReadBlocks<Row> = (
  perform: <Result>(work: Work<Result>) => Promise<Result>,
) => AsyncGenerator<Row[]>

/** Has blocks read. */
export type Snapshot = <Row>(read: ReadBlocks<Row>) => AsyncGenerator<Row[]>

const BLOCK = 1_000

/**
 * Reads a table by its key, a block after another.
 *
 * @param after the rows that follow on a key, at most `limit`
 */
export async function* blocksByKey<Row, Key>(
  perform: <Result>(work: Work<Result>) => Promise<Result>,
  first: Key,
  after: (key: Key, limit: number) => Work<Row[]>,
  keyOf: (row: Row) => Key,
): AsyncGenerator<Row[]> {
  for (let key = first; ;) {
    const rows = await perform(after(key, BLOCK))
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows
    if (rows.length < BLOCK) return
    key = keyOf(last)
  }
}
