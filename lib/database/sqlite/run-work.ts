import type { AnsweredWork, Given, Insertion, Step } from '../statement'
import type { Connection } from './connection'
import { sqlite } from './dialect'

/** Carries out work in one go, in which nobody else gets at the connection. */
export function runWork<Result>(connection: Connection, work: AnsweredWork<Result>): Result {
  let step = work.next()
  while (!step.done) step = work.next(answer(connection, step.value))
  return step.value
}

/** The same in a transaction. */
export function runInTransaction<Result>(connection: Connection, work: AnsweredWork<Result>): Result {
  return connection.transaction(() => runWork(connection, work)).immediate()
}

function answer(connection: Connection, step: Step): unknown {
  if (step.want === 'dialect') return sqlite
  if (step.want === 'insertion') return insert(connection, step)
  const { text, given } = step
  const prepared = prepare(connection, typeof text === 'string' ? text : text(sqlite))
  switch (step.want) {
    case 'first':
      return prepared.get(given)
    case 'rows':
      return prepared.all(given)
    case 'changes':
      return prepared.run(given).changes
  }
}

function insert(connection: Connection, { table, columns, rows, onConflict = '' }: Insertion): void {
  const places = columns.map(() => '?').join(', ')
  const text = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places}) ${onConflict}`
  const prepared = prepare(connection, text)
  for (const row of rows) prepared.run(row)
}

type Prepared = ReturnType<typeof prepareAnew>

const prepareAnew = (connection: Connection, text: string) => connection.prepare<[Given]>(text)

const kept = new WeakMap<Connection, Map<string, Prepared>>()

/** Statements are few, and each is prepared once a connection. */
function prepare(connection: Connection, text: string): Prepared {
  let statements = kept.get(connection)
  if (!statements) kept.set(connection, (statements = new Map()))
  let prepared = statements.get(text)
  if (!prepared) statements.set(text, (prepared = prepareAnew(connection, text)))
  return prepared
}
