import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { openDatabase, servedDatabase } from '@/lib/database/database'
import { applyMigrations } from '@/lib/database/postgresql/migrations'
import { openRaw } from '../setup/raw-database'
import { runCommand, runCommandLines } from '../setup/commands'
import { makeDatabase, dropDatabase } from '../setup/postgresql'
import { temporaryDirectory, temporaryPlace } from '../setup/temporary'
import { refusingServer, serverOfVersion } from './spoken-postgresql'

const MIGRATIONS = 'prisma/postgresql/migrations'
const server = inject('postgresql') ?? { url: '', template: '' }

/** What is said when a database is opened. */
async function saidOf(databaseUrl: string): Promise<string> {
  const opened = await openDatabase({ databaseUrl, dataDir: temporaryDirectory() }).then(
    async (database) => {
      await database.close()
      return 'It opened.'
    },
    (error) => String(error),
  )
  return opened
}

function at(database: string, user?: string): string {
  const url = new URL(server.url)
  url.pathname = `/${database}`
  if (user) url.username = user
  return url.href
}

async function emptyDatabase(): Promise<string> {
  const name = `empty_${process.pid}_${Date.now()}`
  onTestFinished(() => dropDatabase(server.url, name))
  return makeDatabase(server.url, name)
}

async function clientOf(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  onTestFinished(() => client.end())
  return client
}

describe('a database that cannot be used says which variable names it, without its password, and what to do', () => {
  it('a wrong password', async () => {
    const url = await refusingServer('28P01', 'password authentication failed for user "ada"')
    const said = await saidOf(url)
    expect(said).toContain(`ada:***@`)
    expect(said).toContain(
      '(DATABASE_URL) does not let this user in. Set DATABASE_URL to the right user and password.',
    )
    expect(said).toContain('PostgreSQL says: password authentication failed for user "ada".')
    expect(said).not.toContain('the-password')
  })

  it('a host that nobody knows, and a port where nobody listens', async () => {
    expect(await saidOf('postgresql://ada:the-password@nowhere.invalid/models')).toMatch(
      /ada:\*\*\*@nowhere\.invalid\/models \(DATABASE_URL\) has a host that nobody knows \(.*nowhere\.invalid\)/,
    )
    expect(await saidOf('postgresql://ada:the-password@127.0.0.1:1/models')).toMatch(
      /\(DATABASE_URL\) cannot be reached \(.*ECONNREFUSED.*\)\. See that it runs/,
    )
  })

  it('a database that is not there', async () => {
    expect(await saidOf(at('nowhere'))).toMatch(
      /nowhere \(DATABASE_URL\) is not there\. Make it \(createdb\).* PostgreSQL says: database "nowhere" does not exist\./,
    )
  })

  it('a user who may not make tables', async ({ skip }) => {
    const url = await emptyDatabase()
    const admin = await clientOf(server.url)
    const user = `guest_${process.pid}`
    const isMade = await admin.query(`CREATE ROLE ${user} LOGIN`).catch(() => null)
    if (!isMade) return skip('The server that TEST_DATABASE_URL names makes no users for it.')
    onTestFinished(async () => void (await (await clientOf(server.url)).query(`DROP ROLE ${user}`)))
    expect(await saidOf(at(new URL(url).pathname.slice(1), user))).toMatch(
      /\(DATABASE_URL\) does not let this user make or change tables\. GRANT ALL ON SCHEMA public.*permission denied for schema public/,
    )
  })

  it.each(['14.11 (Debian 14.11-1)', '9.6.24'])('PostgreSQL %s', async (version) => {
    expect(await saidOf(await serverOfVersion(version))).toContain(
      `(DATABASE_URL) cannot be used. It is PostgreSQL ${version}; 15 or later is needed.`,
    )
  })
})

describe('a database of another version of ours', () => {
  const newest = readdirSync(MIGRATIONS)
    .filter((name) => /^\d/.test(name))
    .toSorted()
    .at(-1)

  it('that is newer is refused, with both versions named, and left as it was; a server tells its readers', async () => {
    const place = await temporaryPlace()
    const connection = await openRaw(place.databaseUrl)
    onTestFinished(connection.close)
    await connection.run(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
       VALUES ('x', 'x', now(), '20991231000000_from_the_future', 1)`,
    )
    const mark = await connection.mark()
    const said = await saidOf(place.databaseUrl)
    expect(said).toMatch(/\(DATABASE_URL\) is of another version\. .*20991231000000_from_the_future/)
    expect(said).toContain(`the newest of this version is ${newest}`)
    expect(await connection.mark()).toBe(mark)

    const { check, troubleOf, close } = servedDatabase(place)
    expect(await check().then(() => null, troubleOf)).toMatchObject({
      status: 503,
      detail: expect.stringMatching(/^The database is of another version\. .*from_the_future/),
      isPassing: false,
    })
    await close()
  })

  it('that is older is migrated, once, whoever comes first; what was changed since is refused', async () => {
    const databaseUrl = await emptyDatabase()
    const directory = temporaryDirectory()
    const write = (name: string, sql: string) => {
      mkdirSync(path.join(directory, name), { recursive: true })
      writeFileSync(path.join(directory, name, 'migration.sql'), sql)
    }
    write('1_first', 'CREATE TABLE "First" (id INTEGER)')
    await applyMigrations(await clientOf(databaseUrl), directory)
    write('2_second', 'CREATE TABLE "Second" (id INTEGER); INSERT INTO "Second" VALUES (1)')
    const clients = await Promise.all([1, 2, 3].map(() => clientOf(databaseUrl)))
    await Promise.all(clients.map((client) => applyMigrations(client, directory)))
    const connection = await openRaw(databaseUrl)
    expect(await connection.values('SELECT id FROM "Second"')).toEqual([1])
    write('3_broken', 'CREATE TABLE "Third" (id INTEGER); CREATE TABLE nonsense')
    await expect(applyMigrations(await clientOf(databaseUrl), directory)).rejects.toThrow('syntax error')
    expect(await connection.value(`SELECT to_regclass('"Third"')`)).toBeNull()
    await connection.close()
    write('1_first', 'CREATE TABLE "First" (id BIGINT)')
    await expect(applyMigrations(await clientOf(databaseUrl), directory)).rejects.toThrow(
      '1_first applied, which has changed since',
    )
  })
})

describe('a command', () => {
  it('says so in a sentence, without the password, and exits 1', async () => {
    const DATABASE_URL = await refusingServer('28P01', 'password authentication failed for user "ada"')
    const { code, stdout, stderr } = await runCommand('precompute', [], {
      DATA_DIR: temporaryDirectory(),
      DATABASE_URL,
    })
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(
        /^\n?The database postgresql:\/\/ada:\*\*\*@\S+ \(DATABASE_URL\) does not let this user in\..*\n$/,
      ),
    })
    expect(stdout + stderr).not.toContain('the-password')
  })

  it.each([
    [
      'mysql://ada:the-password@localhost/models',
      'DATABASE_URL=mysql://ada:***@localhost/models must start with',
    ],
    [
      'postgresql://ada:pass/word@localhost/models',
      'DATABASE_URL=postgresql://(not shown) must be an address like',
    ],
  ])('refuses %s', async (DATABASE_URL, words) => {
    const [end] = await runCommandLines([['export', []]], { DATA_DIR: temporaryDirectory(), DATABASE_URL })
    expect(end).toMatchObject({ code: 1, stderr: expect.stringContaining(words) })
    expect(end?.stderr).not.toMatch(/the-password|pass\/word/)
  })
})
