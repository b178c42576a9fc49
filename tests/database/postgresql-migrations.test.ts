import { cpSync, readdirSync, renameSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { expect, it, onTestFinished } from 'vitest'
import { openDatabase } from '@/lib/database/database'
import { applyMigrations } from '@/lib/database/postgresql/migrations'
import { temporaryDirectory } from '../setup/temporary'
import { emptyDatabase } from './moving/move-fixtures'

it('makes what models are found by anew for those that are there already', async () => {
  const directory = path.join(temporaryDirectory(), 'migrations')
  cpSync('prisma/postgresql/migrations', directory, { recursive: true })
  const aside = temporaryDirectory()
  for (const name of readdirSync(directory).filter((folder) => folder >= '20261130040000'))
    renameSync(path.join(directory, name), path.join(aside, name))
  const databaseUrl = await emptyDatabase()
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  onTestFinished(() => client.end())
  await applyMigrations(client, directory)
  await client.query(`
    INSERT INTO "Thumbnail" ("hash", "width", "height") VALUES ('t', 1, 1);
    INSERT INTO "Model" ("uid", "source", "sourceKey", "name", "author", "thumbnailHash")
      VALUES ('a', 'psv', 'a', 'Tea pot', 'Ada', 't'), ('b', 'psv', 'b', 'Cup', NULL, 't');
    INSERT INTO "ModelSearch" ("modelId", "name", "tags", "filters", "document") VALUES (1, 'tea pot', '', '', 'tea')`)

  const database = await openDatabase({ databaseUrl, dataDir: temporaryDirectory() })
  onTestFinished(() => database.close())
  expect((await database.search.matchModels({ author: 'Ada' })).ids).toEqual([1])
  expect((await database.search.matchModels({ query: 'cup' })).ids).toEqual([2])
  expect((await database.search.matchModels({ query: 'tea', author: 'Ada' })).ids).toEqual([1])
})
