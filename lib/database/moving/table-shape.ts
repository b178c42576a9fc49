import { Prisma } from '../sqlite/generated/browser'
import type { Dialect } from '../dialect'
import { statement, type Work } from '../statement'

/** What a column holds, whatever a database calls that. */
export type ColumnType = 'integer' | 'real' | 'text' | 'blob' | 'boolean' | 'time'

/** A table as its database knows it, without columns that are computed from others. */
export type TableShape = {
  name: string
  columns: { name: string; type: ColumnType }[]
  /** The columns of its primary key, in order. */
  key: string[]
  /** Tables that its rows refer to. */
  refersTo: string[]
  /** The column that the database itself gives ids in, none of them twice; null when it gives none. */
  givenId: string | null
}

/** Tables of the schema that are not moved, and why. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  AdminSession: 'Whoever was logged in logs in again.',
  LoginPace: 'It is about passwords and hearts of the last seconds.',
  RunLogLine: 'Over SQLite logs are files.',
  Worker: 'It lists who works at the moment.',
  WorkUnit: 'No run is under way; one that is resumed makes its units anew.',
}

/** The tables that are moved: all that prisma/schema.prisma has but those that are left out. */
export const MOVED: readonly string[] = Object.keys(Prisma.ModelName).filter((name) => !(name in LEFT_OUT))

const TYPES: Readonly<Record<string, ColumnType>> = {
  INTEGER: 'integer',
  REAL: 'real',
  TEXT: 'text',
  BLOB: 'blob',
  BOOLEAN: 'boolean',
  DATETIME: 'time',
  int4: 'integer',
  float8: 'real',
  text: 'text',
  bytea: 'blob',
  bool: 'boolean',
  timestamp: 'time',
}

type ColumnRow = { of: string; name: string; type: string; place: number | null; isGiven: number }

const COLUMNS: Readonly<Record<Dialect['name'], string>> = {
  SQLite: `SELECT m.name AS "of", c.name AS name, c.type AS type, nullif(c.pk, 0) AS place,
      c.pk = 1 AND m.sql LIKE '%AUTOINCREMENT%' AS isGiven
    FROM sqlite_schema AS m, pragma_table_xinfo(m.name) AS c
    WHERE m.type = 'table' AND c.hidden = 0 ORDER BY m.name, c.cid`,
  PostgreSQL: `SELECT c.relname::text AS "of", a.attname::text AS name, t.typname::text AS type,
      array_position(i.indkey::int2[], a.attnum) AS place, a.attidentity <> '' AS isGiven
    FROM pg_class AS c
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    JOIN pg_type AS t ON t.oid = a.atttypid
    LEFT JOIN pg_index AS i ON i.indrelid = c.oid AND i.indisprimary
    WHERE c.relkind = 'r' AND c.relnamespace = to_regnamespace(current_schema()) ORDER BY c.relname, a.attnum`,
}

const REFERENCES: Readonly<Record<Dialect['name'], string>> = {
  SQLite: `SELECT m.name AS "of", f."table" AS "to" FROM sqlite_schema AS m, pragma_foreign_key_list(m.name) AS f
    WHERE m.type = 'table'`,
  PostgreSQL: `SELECT c.relname::text AS "of", r.relname::text AS "to" FROM pg_constraint AS f
    JOIN pg_class AS c ON c.oid = f.conrelid JOIN pg_class AS r ON r.oid = f.confrelid
    WHERE f.contype = 'f' AND c.relnamespace = to_regnamespace(current_schema())`,
}

const columnsOfAll = statement<[], ColumnRow>(({ name }) => COLUMNS[name])
const referencesOfAll = statement<[], { of: string; to: string }>(({ name }) => REFERENCES[name])

/**
 * The tables to be moved that a database has, each behind those that it refers to.
 *
 * @throws Error for a column of a type that none of ours has
 */
export function* readShapes(): Work<TableShape[]> {
  const columns = yield* columnsOfAll.all()
  const references = yield* referencesOfAll.all()
  const names = MOVED.filter((name) => columns.some(({ of }) => of === name))
  const shapes = names.map((name) =>
    shapeOf(
      name,
      columns.filter(({ of }) => of === name),
      references.filter(({ of }) => of === name),
    ),
  )
  return inOrderOfReference(shapes)
}

function shapeOf(
  name: string,
  columns: readonly ColumnRow[],
  references: readonly { to: string }[],
): TableShape {
  return {
    name,
    columns: columns.map((column) => ({ name: column.name, type: typeOf(name, column) })),
    key: columns
      .filter(({ place }) => place !== null)
      .sort((one, other) => (one.place ?? 0) - (other.place ?? 0))
      .map((column) => column.name),
    refersTo: [...new Set(references.map(({ to }) => to))].sort(),
    givenId: columns.find(({ isGiven }) => isGiven)?.name ?? null,
  }
}

function typeOf(table: string, { name, type }: ColumnRow): ColumnType {
  const known = TYPES[type]
  if (known === undefined)
    throw new Error(`${table}.${name} is of the type ${type}, which no column of ours has.`)
  return known
}

function inOrderOfReference(shapes: readonly TableShape[]): TableShape[] {
  const ordered: TableShape[] = []
  const place = (shape: TableShape) => {
    if (ordered.includes(shape)) return
    for (const other of shapes) if (other !== shape && shape.refersTo.includes(other.name)) place(other)
    ordered.push(shape)
  }
  for (const shape of shapes) place(shape)
  return ordered
}

/**
 * In what two databases differ that should have the same tables.
 *
 * @returns `Table.column` or `Table` of each that one has otherwise, or not at all
 */
export function differences(one: readonly TableShape[], other: readonly TableShape[]): string[] {
  const facts = (shapes: readonly TableShape[]) =>
    new Map(
      shapes.flatMap(({ name, columns, key }) => [
        [name, key.join()] as const,
        ...columns.map((column) => [`${name}.${column.name}`, column.type] as const),
      ]),
    )
  const [here, there] = [facts(one), facts(other)]
  return [...new Set([...here.keys(), ...there.keys()])].filter((name) => here.get(name) !== there.get(name))
}
