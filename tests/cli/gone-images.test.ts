import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it, vi } from 'vitest'
import { folderEntries } from '@/lib/catalogue/folder'
import { pruneRoot, reportGoneImages, reportVanishedFolders } from '@/lib/cli/gone-images'
import { changeSourceRoot, parseSourceRoot } from '@/lib/cli/source-root'
import { folderStorage } from '@/lib/storage/files'
import type { Database } from '@/lib/database/database'
import { importCatalogue } from '@/lib/importing/import-catalogue'
import { runCommand } from '../setup/commands'
import { drawing } from '../setup/images'
import { modelRecord } from '../setup/model-record'
import { temporaryDatabase, temporaryDirectory } from '../setup/temporary'

/** Adds models of files, whether they are there or not. */
async function addModels(database: Database, files: readonly string[]): Promise<void> {
  await database.catalogue.upsertModels(
    'folder',
    files.map((file) => {
      const uid = path.parse(file).name
      return modelRecord(file, { uidCandidates: [uid], name: uid, failure: 'x' })
    }),
  )
}

const uids = async (database: Database) =>
  (await database.catalogue.listSourceKeys('folder')).map(({ uid }) => uid)

async function printed(work: () => Promise<void>): Promise<string> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  try {
    await work()
    return log.mock.calls.join('\n')
  } finally {
    log.mockRestore()
  }
}

it('a folder that was moved: nothing is lost, and what was deleted in it can be told and removed', async () => {
  const { database, dataDir, environment } = await temporaryDatabase()
  const parent = temporaryDirectory()
  const [before, after] = [path.join(parent, 'be=fore'), path.join(parent, 'after')]
  mkdirSync(before)
  writeFileSync(path.join(before, 'a.png'), await drawing('circle', 'red'))
  writeFileSync(path.join(before, 'b.png'), await drawing('circle', 'blue'))
  const importFolder = async (folder: string) =>
    importCatalogue(database, folderStorage(dataDir), 'folder', (await folderEntries(folder)).entries)
  await importFolder(before)
  renameSync(before, after)
  rmSync(path.join(after, 'b.png'))

  await importFolder(after)
  const told = await printed(() => reportVanishedFolders(database, after))
  expect(told).toContain(`1 model of ${before}, which no longer exists.`)
  expect(told).toContain(`--source-root ${before}=NEW`)
  expect(told).toContain(`--prune-root ${before}`)

  const flags = ['--source-root', `${before}=${after}`, '--prune']
  const { code, stdout } = await runCommand('catalog-folder', [after, ...flags], environment)
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: expect.stringMatching(/b: the image .*after\/b\.png is gone\.\n1 model removed\./),
  })
  expect(stdout).not.toContain('no longer exists')
  expect(await uids(database)).toEqual(['a'])
})

it('the root of a source is changed with all below it, what was taken down included', async () => {
  const { database, connection } = await temporaryDatabase()
  const to = temporaryDirectory()
  await addModels(database, [
    '/old/a.png',
    '/old/x/b.png',
    '/older/c.png',
    '/old/d.png',
    path.join(to, 'd2.png'),
  ])
  await connection.run("UPDATE Model SET sourceKey = ? WHERE uid = 'd2'", path.join(to, 'd.png'))
  await database.catalogue.recordRemoval('/old/taken.png', 'taken')

  const output = await printed(() => changeSourceRoot(database, { from: '/old', to }))
  expect(output).toContain('2 models of /old are of')
  expect(output).toContain('d: /old/d.png stays, as the image in its new place is the model d2.')
  expect((await database.catalogue.listSourceKeys('folder')).map(({ sourceKey }) => sourceKey)).toEqual([
    path.join(to, 'a.png'),
    path.join(to, 'x/b.png'),
    '/older/c.png',
    '/old/d.png',
    path.join(to, 'd.png'),
  ])
  await addModels(database, [path.join(to, 'taken.png')])
  expect(await uids(database)).not.toContain('taken')
  // Told again it changes nothing; of a place that is nobody's it is an error.
  expect(await printed(() => changeSourceRoot(database, { from: '/old', to }))).toContain('0 models')
  await expect(changeSourceRoot(database, { from: '/typo', to: '/typo2' })).rejects.toThrow(
    'No model is of /typo',
  )
})

it('OLD=NEW is read by the NEW that exists, and OLD by its real path', () => {
  const parent = temporaryDirectory()
  mkdirSync(path.join(parent, 'real'))
  mkdirSync(path.join(parent, 'n=w'))
  symlinkSync('real', path.join(parent, 'link'))
  expect(parseSourceRoot(`${parent}/link/o=d=${parent}/n=w`)).toEqual({
    from: path.join(parent, 'real/o=d'),
    to: path.join(parent, 'n=w'),
  })
  expect(() => parseSourceRoot('/old=/nowhere-at-all')).toThrow('NEW must exist')
  expect(() => parseSourceRoot('/old')).toThrow('OLD=NEW')
})

it('models of a folder that no longer exists are removed when it is named, and of one that exists never', async () => {
  const { database } = await temporaryDatabase()
  const there = temporaryDirectory()
  await addModels(database, [path.join(there, 'a.png'), '/gone/renders/b.png', '/gone/renders/c.png'])
  expect(await printed(() => reportVanishedFolders(database, there))).toContain(
    '2 models of /gone/renders, which',
  )
  await expect(pruneRoot(database, there)).rejects.toThrow('still exists')
  expect(await printed(() => pruneRoot(database, '/gone/renders'))).toContain(
    '2 models of /gone/renders removed.',
  )
  expect(await uids(database)).toEqual(['a'])
})

it('a disk that is not mounted does not cost its models at one word', async () => {
  const { database } = await temporaryDatabase()
  const root = temporaryDirectory()
  await addModels(
    database,
    Array.from({ length: 30 }, (_, place) => path.join(root, `disk/${place}.png`)),
  )
  const found = { root, ownFolders: [] }
  await expect(
    printed(() => reportGoneImages(database, found, { prune: true, anyway: false })),
  ).rejects.toThrow('30 of the 30 models')
  expect(await uids(database)).toHaveLength(30)
  await printed(() => reportGoneImages(database, found, { prune: true, anyway: true }))
  expect(await uids(database)).toEqual([])
})

it('models that an earlier import took from folders that are left out now can be removed', async () => {
  const { database } = await temporaryDatabase()
  const root = temporaryDirectory()
  for (const folder of ['@eaDir', 'data', '.hidden']) mkdirSync(path.join(root, folder))
  const files = ['a.png', '@eaDir/b.png', 'data/c.png', '.hidden/d.png'].map((name) => path.join(root, name))
  for (const file of files) writeFileSync(file, await drawing('circle', 'red'))
  await addModels(database, files)
  const found = await folderEntries(root, undefined, path.join(root, 'data'))
  const output = await printed(() => reportGoneImages(database, found, { prune: true, anyway: false }))
  expect(output).toMatch(/b\.png is in @eaDir, which is left out\.\n.*c\.png is in .*data, which is left out/)
  expect(await uids(database)).toEqual(['a', 'd'])
})
