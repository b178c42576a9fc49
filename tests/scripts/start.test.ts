import { spawnSync } from 'node:child_process'
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { freePort } from '@/lib/benchmark/served-site'
import { temporaryDirectory } from '../setup/temporary'

it('npm start, typed anywhere, does not load the sample into a database that was lost', async () => {
  const dataDir = temporaryDirectory()
  const databaseFile = path.join(dataDir, 'rec-a-sketch.db')
  writeFileSync(databaseFile, '')
  mkdirSync(path.join(dataDir, 'thumbnails', 'aa'), { recursive: true })
  const start = `DATA_DIR='${dataDir}' DATABASE_URL= PORT=${await freePort()} exec '${process.execPath}' '${path.resolve('scripts/start.mjs')}'`
  const { status, stdout, stderr } = spawnSync('sh', ['-c', start], { cwd: dataDir, encoding: 'utf8' })
  expect({ status, stdout, stderr }).toEqual({
    status: 1,
    stdout: '',
    stderr: expect.stringContaining(`The database ${databaseFile} is empty (0 bytes), though`),
  })
  expect(statSync(databaseFile).size).toBe(0)
})

describe.each(['start', 'test'])('npm %s', (name) => {
  const run = (flag: string) =>
    spawnSync(process.execPath, [path.resolve(`scripts/${name}.mjs`), flag], {
      cwd: temporaryDirectory(),
      encoding: 'utf8',
    })

  it('says what it does when asked for help, and does nothing', () => {
    expect(run('--help')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(new RegExp(`^Usage: npm ${name}\n`)),
      stderr: '',
    })
  })

  it('does nothing by a flag that it does not know, and says so', () => {
    expect(run('--fast')).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(/^error: Unknown option '--fast'[^]*Usage: npm/),
    })
  })
})
