import { createHash } from 'node:crypto'
import type { ClientBase } from 'pg'
import type { AnsweredWork, Insertion, Step, Value } from '../statement'
import { postgresql } from './dialect'
import { translate, translateText } from './translate'

/** What `pg` takes at once. */
const MAX_VALUES = 65_535

/** Tells this project's advisory locks from those of others. */
export const LOCK_SPACE = 0x5ec

/** The advisory lock that orders who writes to the catalogue. */
const CATALOGUE = 1

/** Carries out work by a connection that nobody else has meanwhile. */
export async function runWork<Result>(client: ClientBase, work: AnsweredWork<Result>): Promise<Result> {
  let step = work.next()
  while (!step.done) step = work.next(await answer(client, step.value))
  return step.value
}

/** How a transaction stands to others: `alone` waits for all others, `beside` for those that are alone. */
export type Standing = 'alone' | 'beside'

/** Waits until the transaction may write to the catalogue. */
export async function enterCatalogue(client: ClientBase, standing: Standing): Promise<void> {
  const lock = standing === 'alone' ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared'
  await client.query(`SELECT ${lock}(${LOCK_SPACE}, ${CATALOGUE})`)
}

/** Carries out work in a transaction. */
export async function runInTransaction<Result>(
  client: ClientBase,
  work: () => Promise<Result>,
): Promise<Result> {
  await client.query('BEGIN')
  try {
    const result = await work()
    await client.query('COMMIT')
    return result
  } catch (error) {
    // Where the connection is lost, so is the transaction.
    await client.query('ROLLBACK').catch(() => {})
    throw error
  }
}

async function answer(client: ClientBase, step: Step): Promise<unknown> {
  if (step.want === 'dialect') return postgresql
  if (step.want === 'insertion') return insert(client, step)
  const given = translate(typeof step.text === 'string' ? step.text : step.text(postgresql), step.given)
  const { rows, rowCount } = await query(client, given)
  switch (step.want) {
    case 'first':
      return rows[0]
    case 'rows':
      return rows
    case 'changes':
      return rowCount ?? 0
  }
}

/** Prepared once a connection: to parse and plan the busiest ones takes longer than to carry them out. */
function query(client: ClientBase, { text, values }: { text: string; values: readonly Value[] }) {
  return client.query({ name: nameOf(text), text, values: values.map(toGiven) })
}

const names = new Map<string, string>()

function nameOf(text: string): string {
  const known = names.get(text)
  if (known !== undefined) return known
  const name = createHash('sha256').update(text).digest('hex').slice(0, 32)
  names.set(text, name)
  return name
}

function toGiven(value: Value): string | number | null | Buffer {
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value
}

async function insert(
  client: ClientBase,
  { table, columns, rows, onConflict = '' }: Insertion,
): Promise<void> {
  const most = Math.floor(MAX_VALUES / columns.length)
  const into = translateText(`INSERT INTO ${table} (${columns.join(', ')})`).text
  const conflict = translateText(onConflict).text
  for (let start = 0; start < rows.length; start += most) {
    const some = rows.slice(start, start + most)
    const rowsOfPlaces = some.map((_, row) => {
      const places = columns.map((_, column) => `$${row * columns.length + column + 1}`)
      return `(${places.join(', ')})`
    })
    // Neither kept nor prepared: hardly ever are as many rows written again.
    const text = `${into} VALUES ${rowsOfPlaces.join(', ')} ${conflict}`
    await client.query({ text, values: some.flat().map(toGiven) })
  }
}
