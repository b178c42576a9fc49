import { spawnSync } from 'node:child_process'
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
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
