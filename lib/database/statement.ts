import type { Dialect } from './dialect'

/**
 * What a statement takes. In what it gives, times are texts of ISO 8601 in UTC, and truths are 0 and 1, whatever the
 * database has for them.
 */
export type Value = string | number | null | Uint8Array

/** Values for each `?`, or for each `@name`. */
export type Given = readonly Value[] | Readonly<Record<string, Value>>

/** What is asked of the database: to carry out a statement, or in which dialect it speaks. */
export type Step =
  | { want: 'rows' | 'first' | 'changes'; text: string | ((dialect: Dialect) => string); given: Given }
  | { want: 'dialect' }
  | ({ want: 'insertion' } & Insertion)

/** Many rows of a table at once. */
export type Insertion = {
  table: string
  columns: readonly string[]
  /** [count, columns.length] */
  rows: readonly (readonly Value[])[]
  /** What is done about a row that is there already, as `ON CONFLICT … DO …`; by default that is an error. */
  onConflict?: string
}

/**
 * Work over a database, written once for all: each step that it yields is carried out, and answered. SQLite does it in
 * one go, PostgreSQL while others go on.
 */
export type Work<Result> = Generator<Step, Result, never>

/** The same as who carries it out has it, and answers each step. */
export type AnsweredWork<Result> = Generator<Step, Result, unknown>

/**
 * A statement. Names are written as the schema has them, keywords in capitals, so that a driver can tell them apart.
 *
 * @param words what all databases understand, or what is made of the words of one
 */
export function statement<Values extends Given = readonly [], Row = unknown>(
  words: string | ((dialect: Dialect) => string),
) {
  const text = typeof words === 'string' ? words : oncePerDialect(words)
  return {
    /** All rows. */
    *all(...given: Values extends readonly Value[] ? Values : [Values]): Work<Row[]> {
      return yield { want: 'rows', text, given: valuesOf(given) }
    },
    /** The first row. */
    *first(...given: Values extends readonly Value[] ? Values : [Values]): Work<Row | undefined> {
      return yield { want: 'first', text, given: valuesOf(given) }
    },
    /** How many rows it has written. */
    *run(...given: Values extends readonly Value[] ? Values : [Values]): Work<number> {
      return yield { want: 'changes', text, given: valuesOf(given) }
    },
  }
}

function oncePerDialect(make: (dialect: Dialect) => string): (dialect: Dialect) => string {
  const texts = new Map<Dialect, string>()
  return (dialect) => {
    const text = texts.get(dialect) ?? make(dialect)
    texts.set(dialect, text)
    return text
  }
}

/** The dialect of the database that carries out the work. */
export function* dialect(): Work<Dialect> {
  return yield { want: 'dialect' }
}

/** Adds many rows: over PostgreSQL in few statements. */
export function* insertAll(insertion: Insertion): Work<void> {
  yield { want: 'insertion', ...insertion }
}

/** One object is values by name. */
function valuesOf(given: readonly (Value | Given)[]): Given {
  const [first] = given
  return isByName(first) ? first : given.filter(isValue)
}

function isValue(given: Value | Given): given is Value {
  return typeof given !== 'object' || given === null || given instanceof Uint8Array
}

function isByName(given: Value | Given | undefined): given is Readonly<Record<string, Value>> {
  return given !== undefined && !isValue(given) && !Array.isArray(given)
}
