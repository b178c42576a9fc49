import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it, vi } from 'vitest'
import { folderEntries } from '@/lib/catalogue/folder'
import { pruneRoot, reportGoneImages, reportVanishedFolders } from '@/lib/cli/gone-images'
import { changeSourceRoot, parseSourceRoot } from '@/lib/cli/source-root'
import { listSourceKeys, upsertModels } from '@/lib/database/catalogue'
import type { Connection } from '@/lib/database/connection'
import { recordRemoval } from '@/lib/database/removed-models'
import { importCatalogue } from '@/lib/importing/import-catalogue'
import { runCommand } from '../setup/commands'
import { drawing } from '../setup/images'
import { temporaryDatabase, temporaryDirectory } from '../setup/temporary'

/** Adds models of files, whether they are there or not. */
function addModels(connection: Connection, files: readonly string[]): void {
  const said = { url: null, author: null, license: null, tags: [], categories: [], labels: {} }
  upsertModels(
    connection,
    'folder',
    files.map((file) => {
      const uid = path.parse(file).name
      return { sourceKey: file, uidCandidates: [uid], name: uid, ...said, thumbnail: null, failure: 'x' }
    }),
  )
}

const uids = (connection: Connection) => listSourceKeys(connection, 'folder').map(({ uid }) => uid)

function printed(work: () => void): string {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  try {
    work()
    return log.mock.calls.join('\n')
  } finally {
    log.mockRestore()
  }
}

it('a folder that was moved: nothing is lost, and what was deleted in it can be told and removed', async () => {
  const { connection, dataDir: DATA_DIR } = temporaryDatabase()
  const parent = temporaryDirectory()
  const [before, after] = [path.join(parent, 'be=fore'), path.join(parent, 'after')]
  mkdirSync(before)
  writeFileSync(path.join(before, 'a.png'), await drawing('circle', 'red'))
  writeFileSync(path.join(before, 'b.png'), await drawing('circle', 'blue'))
  const importFolder = async (folder: string) =>
    importCatalogue(connection, DATA_DIR, 'folder', (await folderEntries(folder)).entries)
  await importFolder(before)
  renameSync(before, after)
  rmSync(path.join(after, 'b.png'))

  await importFolder(after)
  const told = printed(() => reportVanishedFolders(connection, after))
  expect(told).toContain(`1 model of ${before}, which no longer exists.`)
  expect(told).toContain(`--source-root ${before}=NEW`)
  expect(told).toContain(`--prune-root ${before}`)

  const flags = ['--source-root', `${before}=${after}`, '--prune']
  const { code, stdout } = await runCommand('catalog-folder', [after, ...flags], { DATA_DIR })
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: expect.stringMatching(/b: the image .*after\/b\.png is gone\.\n1 model removed\./),
  })
  expect(stdout).not.toContain('no longer exists')
  expect(uids(connection)).toEqual(['a'])
})

it('the root of a source is changed with all below it, what was taken down included', () => {
  const { connection } = temporaryDatabase()
  const to = temporaryDirectory()
  addModels(connection, ['/old/a.png', '/old/x/b.png', '/older/c.png', '/old/d.png', path.join(to, 'd2.png')])
  connection.prepare("UPDATE Model SET sourceKey = ? WHERE uid = 'd2'").run(path.join(to, 'd.png'))
  recordRemoval(connection, '/old/taken.png', 'taken')

  const output = printed(() => changeSourceRoot(connection, { from: '/old', to }))
  expect(output).toContain('2 models of /old are of')
  expect(output).toContain('d: /old/d.png stays, as the image in its new place is the model d2.')
  expect(listSourceKeys(connection, 'folder').map(({ sourceKey }) => sourceKey)).toEqual([
    path.join(to, 'a.png'),
    path.join(to, 'x/b.png'),
    '/older/c.png',
    '/old/d.png',
    path.join(to, 'd.png'),
  ])
  addModels(connection, [path.join(to, 'taken.png')])
  expect(uids(connection)).not.toContain('taken')
  // Told again it changes nothing; of a place that is nobody's it is an error.
  expect(printed(() => changeSourceRoot(connection, { from: '/old', to }))).toContain('0 models')
  expect(() => changeSourceRoot(connection, { from: '/typo', to: '/typo2' })).toThrow('No model is of /typo')
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

it('models of a folder that no longer exists are removed when it is named, and of one that exists never', () => {
  const { connection } = temporaryDatabase()
  const there = temporaryDirectory()
  addModels(connection, [path.join(there, 'a.png'), '/gone/renders/b.png', '/gone/renders/c.png'])
  expect(printed(() => reportVanishedFolders(connection, there))).toContain(
    '2 models of /gone/renders, which',
  )
  expect(() => pruneRoot(connection, there)).toThrow('still exists')
  expect(printed(() => pruneRoot(connection, '/gone/renders'))).toContain(
    '2 models of /gone/renders removed.',
  )
  expect(uids(connection)).toEqual(['a'])
})

it('a disk that is not mounted does not cost its models at one word', async () => {
  const { connection } = temporaryDatabase()
  const root = temporaryDirectory()
  addModels(
    connection,
    Array.from({ length: 30 }, (_, place) => path.join(root, `disk/${place}.png`)),
  )
  const found = { root, ownFolders: [] }
  expect(() => printed(() => reportGoneImages(connection, found, { prune: true, anyway: false }))).toThrow(
    '30 of the 30 models',
  )
  expect(uids(connection)).toHaveLength(30)
  printed(() => reportGoneImages(connection, found, { prune: true, anyway: true }))
  expect(uids(connection)).toEqual([])
})

it('models that an earlier import took from folders that are left out now can be removed', async () => {
  const { connection } = temporaryDatabase()
  const root = temporaryDirectory()
  for (const folder of ['@eaDir', 'data', '.hidden']) mkdirSync(path.join(root, folder))
  const files = ['a.png', '@eaDir/b.png', 'data/c.png', '.hidden/d.png'].map((name) => path.join(root, name))
  for (const file of files) writeFileSync(file, await drawing('circle', 'red'))
  addModels(connection, files)
  const found = await folderEntries(root, undefined, path.join(root, 'data'))
  const output = printed(() => reportGoneImages(connection, found, { prune: true, anyway: false }))
  expect(output).toMatch(/b\.png is in @eaDir, which is left out\.\n.*c\.png is in .*data, which is left out/)
  expect(uids(connection)).toEqual(['a', 'd'])
})
