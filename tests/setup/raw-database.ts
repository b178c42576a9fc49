import { execFileSync } from 'node:child_process'
import pg from 'pg'
import { clientConfig } from '@/lib/database/postgresql/pool'
import type { Dialect } from '@/lib/database/dialect'
import { postgresql } from '@/lib/database/postgresql/dialect'
import { runWork as runOverPostgresql } from '@/lib/database/postgresql/run-work'
import { translate } from '@/lib/database/postgresql/translate'
import { sqlite } from '@/lib/database/sqlite/dialect'
import { runWork as runOverSqlite } from '@/lib/database/sqlite/run-work'
import type { Value, Work } from '@/lib/database/statement'
import { databaseFileOf } from '@/lib/facts/database-url'
import { openSqliteFile } from './sqlite-file'

/** What a trigger does at each row: takes its time, refuses what is done, or carries out a statement. */
type Deed = { takesMs: number } | { refuses: string } | { does: string }

/**
 * A database behind the back of the port, for what tests look at or break. Statements are written as in lib/database/tables,
 * for either database; each is a transaction.
 */
export type RawDatabase = {
  dialect: Dialect
  rows<Row = Record<string, Value>>(text: string, ...given: Value[]): Promise<Row[]>
  row<Row = Record<string, Value>>(text: string, ...given: Value[]): Promise<Row | undefined>
  /** The first column. */
  values<Type extends Value = Value>(text: string, ...given: Value[]): Promise<Type[]>
  /** The first column of the first row. */
  value<Type extends Value = Value>(text: string, ...given: Value[]): Promise<Type | undefined>
  /** The ids of the models that the full-text index has under a token, in order. */
  foundBy(token: string): Promise<number[]>
  /** Resolves to how many rows it has written. */
  run(text: string, ...given: Value[]): Promise<number>
  /** The same before anything else happens in this process: for what is called by the job. */
  runAtOnce(text: string): void
  /**
   * Makes a trigger.
   *
   * @param name in small letters
   * @param at e.g. `BEFORE INSERT ON Embedding`
   * @param when a condition over OLD and NEW
   */
  react(name: string, at: string, deed: Deed, when?: string): Promise<void>
  /** Ends that. */
  unreact(name: string): Promise<void>
  /** A text that is another one after anybody has written anything. */
  mark(): Promise<string>
  /** What is damaged, or contradicts itself. */
  findDamage(): Promise<string[]>
  close(): Promise<void>
}

type Carry = <Result>(work: Work<Result>) => Result | Promise<Result>

/** Opens a database that is there. The caller closes it. */
export async function openRaw(databaseUrl: string): Promise<RawDatabase> {
  const databaseFile = databaseFileOf(databaseUrl)
  return databaseFile === null ? overPostgresql(databaseUrl) : overSqlite(databaseFile)
}

function statementsOver(dialect: Dialect, carry: Carry) {
  async function rows<Row>(text: string, ...given: Value[]): Promise<Row[]> {
    return carry(rowsOf<Row>(text, given))
  }
  async function values<Type extends Value>(text: string, ...given: Value[]): Promise<Type[]> {
    return (await rows<Record<string, Type>>(text, ...given)).flatMap((row) => Object.values(row).slice(0, 1))
  }
  return {
    dialect,
    rows,
    values,
    foundBy: (token: string) =>
      values<number>(`${dialect.foundModels} ORDER BY 1`, dialect.search.tokens([token], 'anywhere', false)),
    row: async <Row>(text: string, ...given: Value[]) => (await rows<Row>(text, ...given))[0],
    value: async <Type extends Value>(text: string, ...given: Value[]) =>
      (await values<Type>(text, ...given))[0],
    run: async (text: string, ...given: Value[]) => carry(changesOf(text, given)),
  }
}

function* rowsOf<Row>(text: string, given: Value[]): Work<Row[]> {
  return yield { want: 'rows', text, given }
}

function* changesOf(text: string, given: Value[]): Work<number> {
  return yield { want: 'changes', text, given }
}

/** About as many steps as SQLite takes in a millisecond. */
const STEPS_PER_MS = 7_500

function overSqlite(databaseFile: string): RawDatabase {
  const connection = openSqliteFile(databaseFile)
  const statements = statementsOver(sqlite, (work) => runOverSqlite(connection, work))
  const textOf = (deed: Deed) => {
    if ('does' in deed) return deed.does
    if ('refuses' in deed) return `SELECT RAISE(ABORT, '${deed.refuses}')`
    return `SELECT count(*) FROM (
      WITH RECURSIVE number(value) AS (
        SELECT 1 UNION ALL SELECT value + 1 FROM number WHERE value < ${deed.takesMs * STEPS_PER_MS}
      )
      SELECT value FROM number
    )`
  }
  return {
    ...statements,
    runAtOnce: (text) => void connection.exec(text),
    async react(name, at, deed, when) {
      connection.exec(`CREATE TRIGGER ${name} ${at} ${when ? `WHEN ${when}` : ''} BEGIN ${textOf(deed)}; END`)
    },
    unreact: async (name) => void connection.exec(`DROP TRIGGER ${name}`),
    mark: async () => String(connection.pragma('data_version', { simple: true })),
    async findDamage() {
      const found = await statements.values<string>('PRAGMA integrity_check')
      const dangling = await statements.values<string>('PRAGMA foreign_key_check')
      return [...found.filter((text) => text !== 'ok'), ...dangling]
    },
    close: async () => void connection.close(),
  }
}

const AT_ONCE = `
import pg from 'pg'
const client = new pg.Client({ connectionString: process.argv[1] })
await client.connect()
await client.query(process.argv[2])
await client.end()`

async function overPostgresql(databaseUrl: string): Promise<RawDatabase> {
  const client = new pg.Client(await clientConfig(databaseUrl))
  // What it was cut off from is said at the next statement.
  client.on('error', () => {})
  await client.connect()
  const statements = statementsOver(postgresql, (work) => runOverPostgresql(client, work))
  const textOf = (deed: Deed) => {
    if ('does' in deed) return deed.does
    if ('refuses' in deed) return `RAISE EXCEPTION '${deed.refuses}'`
    // On a busy machine SQLite takes longer over its steps; a sleep does not.
    return `PERFORM pg_sleep(${(3 * deed.takesMs) / 1000})`
  }
  return {
    ...statements,
    runAtOnce(text) {
      const given = [databaseUrl, translate(text, []).text]
      execFileSync(process.execPath, ['--input-type=module', '--eval', AT_ONCE, ...given])
    },
    async react(name, at, deed, when) {
      await statements.run(
        `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN ${textOf(deed)}; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$`,
      )
      await statements.run(
        `CREATE TRIGGER ${name} ${at} FOR EACH ROW ${when ? `WHEN (${when})` : ''} EXECUTE FUNCTION ${name}()`,
      )
    },
    unreact: async (name) => void (await statements.run(`DROP FUNCTION ${name}() CASCADE`)),
    async mark() {
      const tables = await statements.values<string>(
        "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
      )
      const marks = []
      for (const table of tables) {
        marks.push(await statements.row(`SELECT count(*), max(xmin::text::bigint) FROM "${table}"`))
      }
      return JSON.stringify(marks)
    },
    // What contradicts itself it does not take.
    findDamage: async () => [],
    close: () => client.end(),
  }
}
