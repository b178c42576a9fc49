import { createHash } from 'node:crypto'
import { dialect, insertAll, statement, type Value, type Work } from '../statement'
import type { TableShape } from './table-shape'

/** Rows of a table, each with its values in the order of the table's columns. */
export type Rows = Value[][]

/** How many bytes of rows are held at once, about. */
const BLOCK_BYTES = 4 * 2 ** 20

/** How many rows may be asked for at once. Few numbers, since each is a statement of its own. */
const LIMITS = [1, 8, 64, 512, 4096]

const quoted = (name: string) => `"${name}"`
const list = (names: readonly string[]) => names.map(quoted).join(', ')

/** How many rows a table has. */
export function* countRows({ name }: TableShape): Work<number> {
  const counted = yield* statement<[], { count: number }>(
    `SELECT count(*) AS count FROM ${quoted(name)}`,
  ).first()
  return counted?.count ?? 0
}

/** The greatest key of a table; null when it is empty. */
export function* findLastKey({ name, key }: TableShape): Work<Value[] | null> {
  const order = key.map((column) => `${quoted(column)} DESC`).join(', ')
  const last = yield* statement<[], Record<string, Value>>(
    `SELECT ${list(key)} FROM ${quoted(name)} ORDER BY ${order} LIMIT 1`,
  ).first()
  return last ? key.map((column) => last[column] ?? null) : null
}

/** The rows that follow on a key, or the first. The limit is written out: a planner that knows it walks the key. */
function* nextRows({ name, columns, key }: TableShape, after: Value[] | null, limit: number): Work<Rows> {
  const isAfter = after ? `WHERE (${list(key)}) > (${key.map(() => '?').join(', ')})` : ''
  const rows = yield* statement<Value[], Record<string, Value>>(
    `SELECT ${list(columns.map((column) => column.name))} FROM ${quoted(name)} ${isAfter}
     ORDER BY ${list(key)} LIMIT ${limit}`,
  ).all(...(after ?? []))
  return rows.map((row) =>
    columns.map((column) => {
      const value = row[column.name] ?? null
      return column.type === 'time' && value !== null ? timeOf(value, `${name}.${column.name}`) : value
    }),
  )
}

/** A time as it is the same from every database. @throws Error for one that is none */
function timeOf(value: Value, where: string): string {
  const time = new Date(String(value))
  if (!Number.isNaN(time.getTime())) return time.toISOString()
  throw new Error(
    `In ${where} there is ${String(value)}, which is no time. Correct it, and start the command again.`,
  )
}

/** The key of the last of some rows. */
export function lastKeyOf({ columns, key }: TableShape, rows: Rows): Value[] | null {
  const last = rows.at(-1)
  return last ? key.map((name) => last[columns.findIndex((column) => column.name === name)] ?? null) : null
}

/**
 * Reads a table by its key from behind one on, a block after another, of so many rows that memory stays bounded: each block
 * is as long as the rows of the one before let it be.
 */
export async function* readRows(
  perform: <Result>(work: Work<Result>) => Promise<Result>,
  table: TableShape,
  from: Value[] | null = null,
): AsyncGenerator<Rows> {
  let after = from
  for (let step = 0; ;) {
    const limit = LIMITS[step] ?? 1
    const rows = await perform(nextRows(table, after, limit))
    if (rows.length > 0) yield rows
    if (rows.length < limit) return
    after = lastKeyOf(table, rows)
    const wanted = BLOCK_BYTES / (bytesOf(rows) / rows.length)
    const most = LIMITS.findLastIndex((other) => other <= wanted)
    step = Math.max(0, Math.min(step + 1, most))
  }
}

function bytesOf(rows: Rows): number {
  let bytes = 0
  for (const row of rows)
    for (const value of row)
      bytes += 16 + (typeof value === 'string' || value instanceof Uint8Array ? value.length : 0)
  return bytes
}

/** Adds rows to a table. */
export function* writeRows({ name, columns }: TableShape, rows: Rows): Work<void> {
  yield* insertAll({ table: quoted(name), columns: columns.map((column) => quoted(column.name)), rows })
}

/** What a table holds: how many rows, and SHA-256 over them, in hexadecimal. */
export type Contents = { count: number; hash: string }

/** Reads all of a table. @param onRows told of how many after each block */
export async function readContents(
  perform: <Result>(work: Work<Result>) => Promise<Result>,
  table: TableShape,
  onRows: (count: number) => void = () => {},
): Promise<Contents> {
  const hash = createHash('sha256')
  let count = 0
  for await (const rows of readRows(perform, table)) {
    for (const row of rows) {
      // Lengths go before the bytes, so that no two tables are told alike.
      hash.update(JSON.stringify(row.map((value) => (value instanceof Uint8Array ? [value.length] : value))))
      for (const value of row) if (value instanceof Uint8Array) hash.update(value)
    }
    count += rows.length
    onRows(rows.length)
  }
  return { count, hash: hash.digest('hex') }
}

/** Removes all rows of tables, which are in the order of what they refer to. */
export function* emptyTables(tables: readonly string[]): Work<void> {
  const names = [...tables].reverse()
  const { name: database } = yield* dialect()
  if (database === 'PostgreSQL') yield* statement(`TRUNCATE ${list(names)}`).run()
  else for (const name of names) yield* statement(`DELETE FROM ${quoted(name)}`).run()
}
