import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { folderOfDrawings } from '../setup/catalogue'
import { runCommand } from '../setup/commands'
import { temporaryDirectory } from '../setup/temporary'

/** Everything below a folder that somebody else may do something with. */
function openToOthers(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .concat('.')
    .filter((name) => (statSync(path.join(folder, name)).mode & 0o077) !== 0)
}

it('what a command writes is its user’s alone, and so is then what older versions have left', async () => {
  const parent = temporaryDirectory()
  const DATA_DIR = path.join(parent, 'data')
  mkdirSync(path.join(DATA_DIR, 'logs'), { recursive: true })
  const left = [
    'likes.secret',
    'precompute.lock',
    'rec-a-sketch.db',
    'rec-a-sketch.db-wal',
    'logs/run-1.jsonl',
  ]
  for (const name of left) writeFileSync(path.join(DATA_DIR, name), '')
  writeFileSync(path.join(DATA_DIR, 'a-stranger.txt'), '')
  for (const name of [...left, 'a-stranger.txt']) chmodSync(path.join(DATA_DIR, name), 0o644)
  for (const folder of [DATA_DIR, path.join(DATA_DIR, 'logs')]) chmodSync(folder, 0o755)

  const { folder } = await folderOfDrawings(parent, ['teal'])
  expect(await runCommand('catalog-folder', [folder], { DATA_DIR })).toMatchObject({ code: 0 })
  expect(await runCommand('precompute', [], { DATA_DIR })).toMatchObject({ code: 0 })
  expect(openToOthers(DATA_DIR)).toEqual(['a-stranger.txt'])

  const out = path.join(parent, 'out.csv')
  expect(await runCommand('export', ['--out', out], { DATA_DIR })).toMatchObject({ code: 0 })
  expect(statSync(out).mode & 0o777).toBe(0o666 & ~process.umask())
})

it('a folder that is everybody’s is left so', async () => {
  const DATA_DIR = temporaryDirectory()
  chmodSync(DATA_DIR, 0o1777)
  writeFileSync(path.join(DATA_DIR, 'likes.secret'), '')
  await runCommand('recipes', [], { DATA_DIR })
  expect(statSync(DATA_DIR).mode & 0o7777).toBe(0o1777)
  expect(statSync(path.join(DATA_DIR, 'likes.secret')).mode & 0o777).toBe(0o600)
})
