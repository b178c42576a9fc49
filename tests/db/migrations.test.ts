import { createHash } from 'node:crypto'
import { appendFileSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { openConnection } from '@/lib/db/connection'
import { applyMigrations } from '@/lib/db/migrations'
import { temporaryDirectory } from '../setup/temporary'

function copyOfMigrations(): string {
  const directory = path.join(temporaryDirectory(), 'migrations')
  cpSync('prisma/migrations', directory, { recursive: true })
  return directory
}

const emptyDatabase = () => openConnection(path.join(temporaryDirectory(), 'test.db'))

it('applies what is missing, in order, once, and records it as prisma migrate would', () => {
  const directory = copyOfMigrations()
  const connection = emptyDatabase()
  const names = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
  expect(applyMigrations(connection, directory)).toEqual(names.sort())
  expect(applyMigrations(connection, directory)).toEqual([])

  mkdirSync(path.join(directory, '99999999999999_later'))
  writeFileSync(
    path.join(directory, '99999999999999_later/migration.sql'),
    'CREATE TABLE Later (id INTEGER);',
  )
  expect(applyMigrations(connection, directory)).toEqual(['99999999999999_later'])

  const checksum = createHash('sha256')
    .update(readFileSync(path.join(directory, '99999999999999_later/migration.sql')))
    .digest('hex')
  expect(
    connection
      .prepare(
        "SELECT checksum, applied_steps_count FROM _prisma_migrations WHERE migration_name LIKE '9999%'",
      )
      .get(),
  ).toEqual({
    checksum,
    applied_steps_count: 1,
  })
  connection.close()
})

it('refuses a database whose applied migrations are not these, and leaves it as it was', () => {
  const directory = copyOfMigrations()
  const connection = emptyDatabase()
  const applied = applyMigrations(connection, directory)
  const [first = ''] = applied
  appendFileSync(path.join(directory, first, 'migration.sql'), '\n-- edited')
  expect(() => applyMigrations(connection, directory)).toThrow(`${first} applied, which has changed since`)
  expect(connection.prepare('SELECT count(*) FROM _prisma_migrations').pluck().get()).toBe(applied.length)
  connection.close()
})

it('applies all or nothing', () => {
  const directory = copyOfMigrations()
  mkdirSync(path.join(directory, '99999999999999_wrong'))
  writeFileSync(
    path.join(directory, '99999999999999_wrong/migration.sql'),
    'CREATE TABLE Half (id INTEGER); NOT SQL;',
  )
  const connection = emptyDatabase()
  expect(() => applyMigrations(connection, directory)).toThrow('syntax error')
  expect(connection.prepare("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'").all()).toEqual(
    [],
  )
  connection.close()
})
