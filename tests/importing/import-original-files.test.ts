import { truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { anonymiser } from '@/lib/importing/anonymise'
import type { Database } from '@/lib/database/database'
import { allOf } from '../setup/all-of'
import { modelRecord } from '../setup/model-record'
import type { RawDatabase } from '../setup/raw-database'
import { importOriginalFiles } from '@/lib/importing/import-original-files'
import { thresholdCatalogue } from '@/lib/importing/threshold-catalogue'
import { psvText } from '../setup/psv'
import { temporaryDatabase, temporaryDirectory } from '../setup/temporary'

const hashUser = anonymiser(() => 'a secret of the tests')
const uid = (place: number) => place.toString(16).padStart(32, '0')
const YOUNG = 'aB3dE5gH7jK9mN1pQ3sT5vW7xY9'
const YOUNGER = 'aB3dE5gH7jK9mN1pQ3sT5vW7xY'

function fileOf(name: string, rows: readonly (readonly string[])[]): string {
  const file = path.join(temporaryDirectory(), name)
  writeFileSync(file, psvText(rows))
  return file
}

const models = (...rows: [string, string][]) => fileOf('model_urls.psv', [['name', 'mid'], ...rows])
const importFiles = (database: Database, ...files: string[]) => importOriginalFiles(database, files, hashUser)
const all = async (connection: RawDatabase, sql: string) =>
  (await connection.rows(sql)).map((row) => Object.values(row))

it('makes a model of every uid, of all three lengths, with its page as link and no thumbnail yet', async () => {
  const { database, connection } = await temporaryDatabase()
  const file = models(['Overwatch | Dva', uid(1)], ['🐉 \\o/', YOUNG], ['Bear "Z-8"', YOUNGER])
  expect((await importFiles(database, file)).models).toMatchObject({ rows: 3, repeated: 0, added: 3 })
  expect(await all(connection, 'SELECT uid, source, name, url, isListed FROM Model ORDER BY id')).toEqual([
    [uid(1), 'psv', 'Overwatch | Dva', `https://sketchfab.com/3d-models/${uid(1)}`, 0],
    [YOUNG, 'psv', '🐉 \\o/', `https://sketchfab.com/3d-models/${YOUNG}`, 0],
    [YOUNGER, 'psv', 'Bear "Z-8"', `https://sketchfab.com/3d-models/${YOUNGER}`, 0],
  ])
  expect(await connection.foundBy('dva')).toEqual([1])
})

it('counts repeated ids, takes their first row, and says which rows it cannot use', async () => {
  const { database, connection } = await temporaryDatabase()
  const file = models(
    ['first', uid(1)],
    ['second', uid(1)],
    ['third', uid(1)],
    ['evil', '../../x'],
    ['', uid(2)],
  )
  const { models: counts, refused } = await importFiles(database, file)
  expect(counts).toMatchObject({ rows: 4, repeated: 2, added: 2 })
  expect(refused).toEqual([
    expect.stringMatching(/^model_urls\.psv line 5: “..\/..\/x” is not a model’s uid/),
  ])
  expect(await all(connection, 'SELECT uid, name FROM Model ORDER BY id')).toEqual([
    [uid(1), 'first'],
    [uid(2), uid(2)],
  ])
})

it('read again, changes nothing but what the file changed', async () => {
  const { database, connection } = await temporaryDatabase()
  await importFiles(database, models(['a', uid(1)], ['b', uid(2)]))
  const again = await importFiles(database, models(['a', uid(1)], ['B', uid(2)], ['c', uid(3)]))
  expect(again.models).toMatchObject({ added: 1, updated: 1, unchanged: 1 })
  expect(await connection.foundBy('b')).toEqual([2])
})

it('leaves models of other sources as they are, and those that were taken down out', async () => {
  const { database, connection } = await temporaryDatabase()
  await database.catalogue.upsertModels('sketchfab', [modelRecord(uid(1), { name: 'Known', author: 'Ada' })])
  await database.catalogue.recordRemoval(uid(2), uid(2))
  const { models: counts } = await importFiles(database, models(['x', uid(1)], ['y', uid(2)], ['z', uid(3)]))
  expect(counts).toMatchObject({ added: 1, fromElsewhere: 1, removed: 1 })
  expect(await all(connection, 'SELECT name FROM Model ORDER BY id')).toEqual([['Known'], ['z']])
})

it('takes features for tags and categories, in whichever order the files are given', async () => {
  const { database, connection } = await temporaryDatabase()
  const features = fileOf('model_feats.psv', [
    ['mid', 'type', 'value'],
    [uid(1), 'tag', 'wood'],
    [uid(1), 'tag', 'a|b'],
    [uid(1), 'category', 'Vehicles'],
    [uid(1), 'mood', 'sombre'],
    [uid(9), 'tag', 'elsewhere'],
  ])
  const result = await importFiles(database, features, models(['a', uid(1)]))
  expect(result.features).toEqual({ rows: 5, described: 1, unknown: 1, passedOver: 1 })
  expect(await all(connection, 'SELECT name FROM Tag ORDER BY name')).toEqual([['a|b'], ['wood']])
  expect(await all(connection, 'SELECT name FROM Category')).toEqual([['Vehicles']])
  expect(await connection.foundBy('wood')).toEqual([1])
})

it('stores likes as pairs of a keyed hash and a model, each once, and no user', async () => {
  const { database, connection } = await temporaryDatabase()
  const likes = fileOf('model_likes_anon.psv', [
    ['modelname', 'mid', 'uid'],
    ['a', uid(1), 'ada'],
    ['a', uid(1), 'ada'],
    ['a', uid(1), 'grace'],
    ['gone', uid(9), 'ada'],
  ])
  const file = models(['a', uid(1)])
  expect((await importFiles(database, file, likes)).likes).toEqual({
    rows: 4,
    added: 2,
    repeated: 1,
    unknown: 1,
  })
  expect(await all(connection, 'SELECT userHash, modelId FROM "Like" ORDER BY 1')).toEqual(
    [hashUser('ada'), hashUser('grace')].sort().map((hash) => [hash, 1]),
  )
  expect(await all(connection, 'SELECT likeCount FROM Model')).toEqual([[2]])
})

it('leaves out rows that cannot be read, each named, and imports the rest', async () => {
  const { database, connection } = await temporaryDatabase()
  const file = path.join(temporaryDirectory(), 'models.psv')
  const rows = [`a|${uid(1)}`, 'b', `c|${uid(3)}|x`, `\\d|${uid(4)}`, `Caf\xe9|${uid(5).toUpperCase()}`]
  writeFileSync(file, Buffer.from(['name|mid', ...rows, ''].join('\r\n'), 'latin1'))
  const { refused, warnings } = await importFiles(database, file)
  expect(refused).toEqual([
    expect.stringMatching(/^models\.psv line 3: 1 values where the header names 2/),
    expect.stringMatching(/^models\.psv line 4: 3 values where the header names 2/),
    expect.stringMatching(/^models\.psv line 5: a quote .* not closed/),
  ])
  expect(warnings).toEqual([expect.stringMatching(/^models\.psv: line 6 is not UTF-8.*Windows-1252/)])
  expect(await all(connection, 'SELECT uid, name FROM Model ORDER BY id')).toEqual([
    [uid(1), 'a'],
    [uid(5), 'Café'],
  ])
})

it('bounds what is said of a model, and composes it', async () => {
  const { database, connection } = await temporaryDatabase()
  const tags = Array.from({ length: 120 }, (_, place) => [uid(1), 'tag', `t${place}`])
  const { warnings } = await importFiles(
    database,
    models(['🐉'.repeat(400), uid(1)], ['Möwe'.normalize('NFD'), uid(2)]),
    fileOf('model_feats.psv', [['mid', 'type', 'value'], ...tags]),
  )
  expect(warnings).toEqual([
    'model_urls.psv line 2: the name has 800 characters; it is cut to 300.',
    `${uid(1)} has 120 tags; the first 100 are kept.`,
  ])
  expect(await all(connection, 'SELECT name FROM Model ORDER BY id')).toEqual([
    ['🐉'.repeat(150)],
    ['Möwe'.normalize('NFC')],
  ])
  expect(await all(connection, 'SELECT count(*) FROM ModelTag')).toEqual([[100]])
})

it('imports nothing when one of the files is not one of the three', async () => {
  const { database, connection } = await temporaryDatabase()
  const other = fileOf('names.psv', [
    ['title', 'mid'],
    ['x', uid(1)],
  ])
  const good = models(['a', uid(1)])
  await expect(importFiles(database, good, other)).rejects.toThrow(/names\.psv has the columns title, mid/)
  await expect(importFiles(database, good, temporaryDirectory())).rejects.toThrow('it is a folder')
  const huge = path.join(temporaryDirectory(), 'huge.psv')
  writeFileSync(huge, 'name|mid\n')
  truncateSync(huge, 200_000_000)
  await expect(importFiles(database, good, huge)).rejects.toThrow('has 200000000 bytes; the most is')
  expect(await all(connection, 'SELECT * FROM Model')).toEqual([])
})

it('keeps models with too few likes out of the index, and those without any likes in it', async () => {
  const { database, connection } = await temporaryDatabase()
  const pairs = [
    ...['ada', 'grace'].flatMap((user) => [1, 2].map((model) => [uid(model), user])),
    [uid(3), 'ada'],
  ]
  await importFiles(
    database,
    models(['a', uid(1)], ['b', uid(2)], ['c', uid(3)], ['d', uid(4)]),
    fileOf('likes.psv', [['mid', 'uid'], ...pairs]),
  )
  await connection.run("INSERT INTO Thumbnail (hash, width, height) VALUES ('h', 1, 1)")
  await connection.run("UPDATE Model SET thumbnailHash = 'h'")
  const indexed = async () => (await allOf(database.embeddings.readIndexable())).map(({ modelId }) => modelId)
  expect(await indexed()).toEqual([1, 2, 3, 4])

  const { before, after, modelsOut } = await thresholdCatalogue(database, 2, 2)
  expect({ before, after, modelsOut }).toEqual({
    before: { users: 2, models: 3, likes: 5, sparsity: 5 / 6 },
    after: { users: 2, models: 2, likes: 4, sparsity: 1 },
    modelsOut: 1,
  })
  expect(await indexed()).toEqual([1, 2, 4])
  expect(await all(connection, 'SELECT count(*) FROM Model WHERE isListed')).toEqual([[4]])

  expect((await thresholdCatalogue(database, 2, 1)).modelsOut).toBe(0)
  expect(await indexed()).toEqual([1, 2, 3, 4])
})
