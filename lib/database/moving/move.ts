import { createHash } from 'node:crypto'
import { DEFAULT_KIND } from '@/lib/facts/kinds'
import { databaseFileOf } from '@/lib/facts/database-url'
import { postgresqlEnds } from '../postgresql/move-ends'
import { sqliteEnds } from '../sqlite/move-ends'
import type { Work } from '../statement'
import { findPublishedRun } from '../tables/published-runs'
import { type ExportRow, readNeighbourBlocks } from '../tables/neighbours'
import { continueSearchEntries } from '../tables/search-entries'
import type { End, Source, Target } from './end'
import { findLastGivenId, setLastGivenId } from './given-ids'
import { finishMove, noteMove, readMoveNote } from './move-note'
import {
  countRows,
  emptyTables,
  findLastKey,
  lastKeyOf,
  readContents,
  readRows,
  writeRows,
} from './table-rows'
import { differences, LEFT_OUT, MOVED, readShapes, type TableShape } from './table-shape'

/** What is to be moved, and who is told how far that is. */
export type MoveOptions = {
  /** Addresses of databases, paths whole. */
  from: string
  to: string
  /** Names of the locks of jobs: the caller holds those of the source. */
  jobs: readonly string[]
  /** What the published tables are compared by. */
  hashOf: (table: AsyncIterable<ExportRow[]>) => Promise<string>
  onProgress(label: string, done: number, total: number): void
  onNote(note: string): void
}

export type Moved = {
  tables: number
  rows: number
  /** Of both databases; null when nothing is published. */
  published: { runId: number; hash: string } | null
}

/** What models are found by: made anew, since no two databases keep it alike. */
const SEARCHED = ['ModelSearch', 'SearchWord', 'SearchName']

/** It may change while a catalogue is moved, and is moved as it is at the last start. */
const LOG = 'AuditEntry'

/** Few rows, of which one changes with whatever is done to a catalogue or by a run. */
const TELLTALES = ['CatalogueRevision', 'Run', 'IndexRun']

/** What a database holds, so far as can be told at a glance: by table. */
type State = Map<string, string>

const endsOf = (databaseUrl: string) => (databaseFileOf(databaseUrl) === null ? postgresqlEnds : sqliteEnds)

/**
 * Copies a catalogue, with all that was computed from it, into another database, a block of rows in one transaction, in the
 * order of their keys. Stopped at any instant and started again, it goes on behind what is there; until all is there and was
 * found the same on both sides, the target is opened by nobody else.
 *
 * @throws Error, said for a person, when the target holds anything else, another process works on it, either database fails,
 *   or the catalogue has changed meanwhile
 */
export async function moveCatalogue(options: MoveOptions): Promise<Moved> {
  const source = await endsOf(options.from).openSource(options.from)
  try {
    const target = await endsOf(options.to).openTarget(options.to)
    try {
      return await move(source, target, options)
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

async function move(source: Source, target: Target, options: MoveOptions): Promise<Moved> {
  if (source.identity === target.identity) {
    throw new Error(`${target.name} is the database that is in use. Name another one behind --to.`)
  }
  await target.lock(options.jobs)
  const tables = await source.read(readShapes())
  const state = await readState(source, tables)
  const isFinished = await prepare(source, target, tables, state, options.onNote)
  if (!isFinished) {
    for (const table of tables) await copyTable(source, target, table, options)
    await fillSearch(target, tables, options)
    for (const table of tables) {
      const last = await source.read(findLastGivenId(table))
      await target.write(setLastGivenId(table, last))
    }
    await target.analyse()
  }
  const { moved, difference } = await compare(source, target, tables, options)
  if (difference !== null) {
    const said = `${target.name} does not hold what ${source.name} does: ${difference}.`
    // It may be in use by now: it is left alone.
    if (isFinished)
      throw new Error(`${said} All was moved there before; since then one of them was written to.`)
    await target.write(noteMove(source.name, 'not the same'))
    throw new Error(`${said} Start the command again: it begins anew. ${source.name} is as it was.`)
  }
  await assertUnchanged(state, tables, options.from)
  if (!isFinished) await target.write(finishMove())
  return moved
}

/**
 * Makes the target ready to be copied into.
 *
 * @returns whether all of this catalogue was there already
 * @throws Error when it holds anything else; it is then as it was
 */
async function prepare(
  source: Source,
  target: Target,
  tables: readonly TableShape[],
  state: State,
  onNote: (note: string) => void,
): Promise<boolean> {
  const stateHash = hashOfState(state)
  const note = await target.read(readMoveNote())
  const isSame = note?.state === stateHash
  if (note?.isFinished && isSame && (await holdsSame(target, tables, state))) return true
  if (note && !note.isFinished) {
    // By another name it is the same, where it holds the same.
    if (note.source !== source.name && !isSame) {
      throw new Error(
        `${target.name} holds a part of another catalogue, which is being moved into it from ${note.source}. Name an empty database behind --to, or end that move first.`,
      )
    }
  } else await assertEmpty(target)
  await target.migrate()
  const found = differences(tables, await target.read(readShapes()))
  if (found.length > 0 || tables.length < MOVED.length) {
    throw new Error(
      `${source.name} and ${target.name} do not have the same tables: ${found.join(', ')}. One of them was changed by hand; nothing was moved.`,
    )
  }
  if (note && !note.isFinished && isSame) {
    onNote('An earlier move was stopped in the middle: it is gone on with.')
    await target.write(emptyTables([LOG]))
  } else {
    if (note) onNote('The catalogue has changed since an earlier move was stopped: it begins anew.')
    await target.write(beginMove(tables, source.name, stateHash))
  }
  return false
}

function* beginMove(tables: readonly TableShape[], source: string, state: string): Work<void> {
  // What refers to a table is emptied with it, moved or not.
  yield* emptyTables([...tables.map(({ name }) => name), ...Object.keys(LEFT_OUT), ...SEARCHED])
  yield* noteMove(source, state)
}

/** The row that every new database has says nothing. */
async function assertEmpty(target: Target): Promise<void> {
  for (const table of await target.read(readShapes())) {
    const count = await target.read(countRows(table))
    if (count === 0 || table.name === 'CatalogueRevision') continue
    throw new Error(
      `${target.name} is not empty: its table ${table.name} has rows (${count}). Name a new database behind --to; what is in this one stays.`,
    )
  }
}

async function holdsSame(target: Target, tables: readonly TableShape[], state: State): Promise<boolean> {
  const there = await readState(target, tables)
  return hashOfState(there) === hashOfState(state)
}

async function copyTable(
  source: Source,
  target: Target,
  table: TableShape,
  { onProgress }: MoveOptions,
): Promise<void> {
  const total = await source.read(countRows(table))
  let done = await target.read(countRows(table))
  let last = await target.read(findLastKey(table))
  const label = `Moving ${table.name}`
  if (total > 0) onProgress(label, done, total)
  for await (const rows of readRows(source.read, table, last)) {
    try {
      await target.write(writeRows(table, rows))
    } catch (error) {
      const behind = last ? `behind ${last.join(', ')}` : 'from the first on'
      throw new Error(
        `Rows of ${table.name} (${rows.length}, ${behind}) could not be written into ${target.name}: ${error instanceof Error ? error.message : error}`,
      )
    }
    last = lastKeyOf(table, rows)
    done += rows.length
    onProgress(label, done, total)
  }
}

/** Models are found by what is made of their names and tags, which no two databases keep alike. */
async function fillSearch(
  target: Target,
  tables: readonly TableShape[],
  { onProgress }: MoveOptions,
): Promise<void> {
  const models = tables.find(({ name }) => name === 'Model')
  const total = models ? await target.read(countRows(models)) : 0
  let done = 0
  for (let some = -1; some !== 0; done += some) {
    some = await target.write(continueSearchEntries())
    if (some > 0) onProgress('Making what models are found by', done + some, total)
  }
}

/** Reads all of both databases. @returns in what they differ, if they do */
async function compare(
  source: Source,
  target: Target,
  tables: readonly TableShape[],
  { hashOf, onProgress }: MoveOptions,
): Promise<{ moved: Moved; difference: string | null }> {
  const moved: Moved = { tables: tables.length, rows: 0, published: null }
  for (const table of tables) {
    const total = await source.read(countRows(table))
    let done = 0
    const onRows = (count: number) => onProgress(`Comparing ${table.name}`, (done += count), total)
    const [here, there] = await Promise.all([
      readContents(source.read, table),
      readContents(target.read, table, total > 0 ? onRows : undefined),
    ])
    const ids = [await source.read(findLastGivenId(table)), await target.read(findLastGivenId(table))]
    if (here.hash !== there.hash || ids[0] !== ids[1]) {
      const counts = `${here.count} rows here, ${there.count} there`
      return { moved, difference: `the table ${table.name} is not the same (${counts})` }
    }
    moved.rows += here.count
  }
  const there = await hashPublished(target, hashOf)
  moved.published = await hashPublished(source, hashOf)
  const isSame = moved.published?.runId === there?.runId && moved.published?.hash === there?.hash
  return { moved, difference: isSame ? null : 'the published tables are not the same' }
}

async function hashPublished(
  { read }: End,
  hashOf: MoveOptions['hashOf'],
): Promise<{ runId: number; hash: string } | null> {
  const run = await read(findPublishedRun())
  if (!run) return null
  return { runId: run.id, hash: await hashOf(readNeighbourBlocks(run.id, DEFAULT_KIND)(read)) }
}

/** @throws Error when somebody has written to the source since it was looked at */
async function assertUnchanged(before: State, tables: readonly TableShape[], from: string): Promise<void> {
  const now = await endsOf(from).openSource(from)
  try {
    const after = await readState(now, tables)
    const changed = [...after.keys()].filter((name) => after.get(name) !== before.get(name))
    if (changed.length === 0) return
    throw new Error(
      `${now.name} was written to while it was moved (${changed.join(', ')}), and that is not in the copy. ` +
        'Stop the site and whatever imports, and start the command again: it begins anew.',
    )
  } finally {
    await now.close()
  }
}

async function readState({ read }: End, tables: readonly TableShape[]): Promise<State> {
  const state: State = new Map()
  for (const table of tables) {
    if (table.name === LOG) continue
    const columns = table.columns.map(({ name }) => name)
    const seen = TELLTALES.includes(table.name)
      ? await readContents(read, table)
      : [await read(countRows(table)), await read(findLastKey(table))]
    state.set(table.name, JSON.stringify([columns.sort(), seen]))
  }
  return state
}

function hashOfState(state: State): string {
  return createHash('sha256')
    .update(JSON.stringify([...state].sort()))
    .digest('hex')
}
