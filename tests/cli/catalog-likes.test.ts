import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { modelRecord } from '../setup/model-record'
import { runCommand } from '../setup/commands'
import { temporaryDatabase } from '../setup/temporary'

it('imports likes, says what it could not use, and stores no user', async () => {
  const { database, connection, dataDir, environment } = await temporaryDatabase()
  await database.catalogue.upsertModels('folder', [modelRecord('chair'), modelRecord('table')])
  const file = path.join(dataDir, 'likes.csv')
  writeFileSync(file, 'user,model\nada,chair\nada,table\ngrace,\ngrace,lamp\n')
  const { code, stdout } = await runCommand('catalog-likes', [file], environment)
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: expect.stringMatching(
      /^Likes: 3 rows, 2 added, 0 there before\.\n {2}1 are of models that are not in the catalogue\.\n\n1 warning: these rows could not be used\.\n {2}likes\.csv line 4: the model is missing\.\nNext: npm run evaluate/,
    ),
  })
  const users = await connection.values('SELECT DISTINCT userHash FROM "Like"')
  expect(users).toHaveLength(1)
  expect(users[0]).toMatch(/^[0-9a-f]{32}$/)
})

it('exits 1 where nothing could be used, with the reason', async () => {
  const { dataDir, environment } = await temporaryDatabase()
  const file = path.join(dataDir, 'likes.csv')
  writeFileSync(file, 'user,model\nada,chair\n')
  expect(await runCommand('catalog-likes', [file], environment)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('None of these models is in the catalogue.'),
  })
  writeFileSync(file, 'user,model\nada,\n')
  expect(await runCommand('catalog-likes', [file], environment)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Nothing could be used'),
  })
  expect(await runCommand('catalog-likes', ['nowhere.csv'], environment)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('nowhere.csv cannot be read'),
  })
})
