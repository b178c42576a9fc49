import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, renameSync } from 'node:fs'
import path from 'node:path'
import { expect, it, vi } from 'vitest'
import { typedPath, typedPaths } from '@/lib/cli/typed-path'
import { openRaw } from '../setup/raw-database'
import { folderOfDrawings } from '../setup/catalogue'
import { sqliteAlone } from '../setup/sqlite-alone'
import { placeIn, temporaryDirectory } from '../setup/temporary'

it('below npm a relative path means the folder where the command was typed', () => {
  vi.stubEnv('INIT_CWD', '/home/ada/renders')
  vi.stubEnv('npm_package_json', path.resolve('package.json'))
  expect(typedPath('ships/a.png')).toBe('/home/ada/renders/ships/a.png')
  expect(typedPath('/srv/a.png')).toBe('/srv/a.png')
  expect(typedPaths('../b.psv', ['/srv/a.psv'])).toEqual(['/srv/a.psv', '/home/ada/b.psv'])
})

it('below the npm of another project, or none, it means the working directory', () => {
  vi.stubEnv('INIT_CWD', '/home/ada/renders')
  vi.stubEnv('npm_package_json', '/home/ada/package.json')
  expect(typedPath('a.png')).toBe(path.resolve('a.png'))
})

sqliteAlone('where its file is')(
  'npm --prefix, typed elsewhere: folders, labels and outputs are there, DATA_DIR is the checkout’s',
  async () => {
    const place = temporaryDirectory()
    await folderOfDrawings(place, ['teal'])
    mkdirSync(path.join(place, 'labels'))
    renameSync(path.join(place, 'labels.csv'), path.join(place, 'labels/all.csv'))
    // Relative to the checkout.
    const DATA_DIR = path.relative(process.cwd(), path.join(place, 'data'))
    const command = `npm --prefix '${process.cwd()}' run --silent`
    const { status, stderr } = spawnSync(
      'sh',
      ['-c', `DATA_DIR='${DATA_DIR}' ${command} catalog:folder -- images --labels labels/all.csv`],
      { cwd: place, encoding: 'utf8' },
    )
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const connection = await openRaw(placeIn(path.join(place, 'data')).databaseUrl)
    expect(await connection.value('SELECT count(*) FROM ModelLabel')).toBe(3)
    await connection.close()
  },
)

it('every flag and argument that is a path is read as one that was typed', () => {
  for (const [script, flags] of [
    ['catalog-folder', ['<folder>', '--labels <file.csv>']],
    ['catalog-psv', ['[files...]', '--thumbnails <folder>']],
    ['encoder-vgg16', ['--file <path>']],
    ['evaluate', ['--report <file>']],
    ['export', ['--out <file>']],
  ] as const) {
    const text = readFileSync(`scripts/${script}.ts`, 'utf8')
    for (const flag of flags) {
      const declaration = text.slice(text.indexOf(`'${flag}'`)).split(/\n {2}\./)[0]
      expect(declaration, `${script} ${flag}`).toMatch(/typedPaths?\b/)
    }
  }
})
