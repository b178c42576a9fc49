import {
  closeSync,
  copyFileSync,
  openSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openSqliteFile } from '../setup/sqlite-file'
import { servedDatabase } from '@/lib/database/database'
import { servedGallery } from '../serving/gallery'
import { ask } from './admin-fixture'

const gallery = await servedGallery()
const databaseFile = path.join(gallery.dataDir, 'rec-a-sketch.db')
const backup = path.join(gallery.dataDir, 'backup.db')

const { readBrowsePage } = await import('@/lib/serving/models')
const { parseSelection } = await import('@/lib/serving/browse-selection')

const health = () => ask('GET', '/api/health')
const model = () => ask('GET', '/api/models/oak')

/** Puts a file in the place of the database, as a backup is put back: what was kept beside the old one goes. */
function putInPlace(file: string): void {
  for (const beside of ['-wal', '-shm']) rmSync(`${databaseFile}${beside}`, { force: true })
  copyFileSync(file, `${databaseFile}.new`)
  renameSync(`${databaseFile}.new`, databaseFile)
}

async function expectTrouble(words: RegExp, retryAfter: string) {
  await expect.poll(async () => (await health()).status, { timeout: 20_000 }).toBe(503)
  await expect.poll(async () => (await model()).status, { timeout: 20_000 }).toBe(503)
  for (const answer of [await health(), await model()]) {
    expect(answer.status).toBe(503)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('retry-after')).toBe(retryAfter)
    const { detail } = await answer.json()
    expect(detail).toMatch(words)
    expect(detail).not.toContain(gallery.dataDir)
  }
}

/** Once the database is looked at anew, which happens twice a second, all is as before. */
async function expectRecovery() {
  await expect.poll(async () => (await health()).status, { timeout: 20_000 }).toBe(200)
  expect(await (await health()).json()).toEqual({ status: 'ok', models: 2, publishedRunId: 1 })
  expect((await model()).status).toBe(200)
  expect((await readBrowsePage(parseSelection({}).selection)).models).toHaveLength(2)
}

/** What keeps a database from being read. */
async function troubleAt(file: string) {
  const { check, troubleOf } = servedDatabase({ databaseUrl: `file:${file}`, dataDir: gallery.dataDir })
  return check().then(() => null, troubleOf)
}

beforeEach(async () => {
  if (!isFilled) {
    await gallery.add({ name: 'oak' }, { name: 'elm' })
    await gallery.publish({ oak: ['elm'], elm: ['oak'] })
    const connection = openSqliteFile(databaseFile)
    await connection.backup(backup)
    connection.close()
    isFilled = true
  }
  await expectRecovery()
  vi.mocked(console.error).mockImplementation(() => undefined)
})
let isFilled = false
afterEach(() => void vi.mocked(console.error).mockClear())

it('a damaged database is told, and its repair seen', async () => {
  putInPlace(backup)
  await expectRecovery()
  const file = openSync(databaseFile, 'r+')
  writeSync(file, Buffer.alloc(200_000, 'garbage'), 0, 200_000, 0)
  closeSync(file)
  await expectTrouble(/^The database is damaged \(SQLITE_\w+\)\. Stop the site/, '60')
  expect(globalThis.recASketchDatabase?.lastTrouble()?.detail).toMatch(/damaged/)
  // Back in the very same file, which a connection that was open before would not notice.
  copyFileSync(backup, databaseFile)
  await expectRecovery()
})

it('a database cut short is told, and another one in its place is used', async () => {
  truncateSync(databaseFile, 0)
  await expectTrouble(/^The database is (missing|damaged)/, '60')
  putInPlace(backup)
  await expectRecovery()
})

it('a database that is gone is told, and no empty one made in its place', async () => {
  for (const beside of ['', '-wal', '-shm']) rmSync(`${databaseFile}${beside}`, { force: true })
  await expectTrouble(/^The database is missing/, '60')
  putInPlace(backup)
  await expectRecovery()
})

it('what is no database is told', async () => {
  writeFileSync(`${databaseFile}.text`, 'This is a text. '.repeat(1000))
  putInPlace(`${databaseFile}.text`)
  await expectTrouble(/^The database is damaged \(SQLITE_NOTADB\)/, '60')
  putInPlace(backup)
  await expectRecovery()
})

it('a database of another version is told', async () => {
  const newer = path.join(gallery.dataDir, 'newer.db')
  copyFileSync(backup, newer)
  const connection = openSqliteFile(newer)
  connection
    .prepare(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
       VALUES ('x', 'x', 1, '20991231000000_from_the_future', 1)`,
    )
    .run()
  connection.pragma('journal_mode = DELETE')
  connection.close()
  putInPlace(newer)
  await expectTrouble(/^The database is of another version\. .*20991231000000_from_the_future/, '60')
  putInPlace(backup)
  await expectRecovery()
})

it('a database that another program holds is told, to be tried again soon; one that it only writes to is read', async () => {
  putInPlace(backup)
  await expectRecovery()
  const holder = openSqliteFile(databaseFile)
  try {
    holder.exec('BEGIN IMMEDIATE')
    expect((await health()).status).toBe(200)
    holder.exec('ROLLBACK')
  } finally {
    holder.close()
  }
  const elsewhere = path.join(gallery.dataDir, 'held.db')
  copyFileSync(backup, elsewhere)
  const other = openSqliteFile(elsewhere)
  try {
    other.pragma('locking_mode = EXCLUSIVE')
    other.exec('BEGIN EXCLUSIVE')
    expect(await troubleAt(elsewhere)).toEqual({
      status: 503,
      detail: 'Another program holds the database. Try again in a few seconds.',
      headers: { 'retry-after': '5' },
      isPassing: true,
    })
    other.exec('ROLLBACK')
  } finally {
    other.close()
  }
  expect(await troubleAt(elsewhere)).toBeNull()
})
