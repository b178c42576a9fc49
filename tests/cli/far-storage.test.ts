import { cpSync, existsSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { AS_RUN } from '../indexing/job-fixtures'
import { folderOfDrawings } from '../setup/catalogue'
import { runCommand, runCommandLines } from '../setup/commands'
import { s3Server } from '../setup/s3-server'
import { addSmallEncoders } from '../setup/small-encoder'
import { temporaryDirectory, temporaryDirectoryOfFile } from '../setup/temporary'
import { shareEncoder } from '@/lib/embedding/shared-encoders'
import { encodersFolder } from '@/lib/indexing/recipe'
import { s3Storage } from '@/lib/storage/s3'

const images = temporaryDirectoryOfFile()
let folder = ''
beforeAll(async () => {
  folder = (await folderOfDrawings(images, ['crimson', 'teal'])).folder
})

it('two machines with a bucket come to the table that one comes to with a folder', async () => {
  const server = await s3Server('of-this-session')
  const [alone, one, other] = [temporaryDirectory(), temporaryDirectory(), temporaryDirectory()]
  for (const dataDir of [alone, one]) await addSmallEncoders(dataDir)
  const commands: [string, string[]][] = [
    ['catalog-folder', [folder]],
    ['precompute', [...AS_RUN]],
  ]
  for (const [name, args] of commands) {
    expect(await runCommand(name, args, { DATA_DIR: alone, STORAGE: '' })).toMatchObject({ code: 0 })
  }
  const table = await runCommand('export', [], { DATA_DIR: alone })

  const patience = { tries: 3, backoffMs: 100, silenceMs: 60_000 }
  await shareEncoder(s3Storage(server.setting, patience), encodersFolder(one), 'small')
  const first = { ...server.variables, DATA_DIR: one }
  expect(await runCommand('catalog-folder', [folder], first)).toMatchObject({ code: 0 })
  // The other machine has the database, and nothing else.
  for (const file of ['', '-wal', '-shm'].map((suffix) => `rec-a-sketch.db${suffix}`)) {
    if (existsSync(path.join(one, file))) cpSync(path.join(one, file), path.join(other, file))
  }
  const second = { ...server.variables, DATA_DIR: other }
  expect((await runCommand('recipes', [], second)).stdout).toMatch(/small +small-[0-9a-f]{10} +here/)
  expect(await runCommand('precompute', [...AS_RUN], second)).toMatchObject({ code: 0, stderr: '' })
  expect(await runCommand('export', [], second)).toEqual(table)
  expect(existsSync(path.join(other, 'thumbnails'))).toBe(false)
  expect(await runCommand('precompute', ['--recipe', 'nobody'], second)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/'nobody' is invalid\. There is no recipe of that name; known are .*small/),
  })
})

describe('a command that would write to', () => {
  const set = async (changes: Record<string, string>) => ({ ...(await s3Server()).variables, ...changes })
  const cases: [string, () => Promise<Record<string, string>>, RegExp][] = [
    [
      'a scheme that nobody knows',
      () => set({ STORAGE: 'gopher://shelf' }),
      /STORAGE=gopher:\/\/shelf must be file:FOLDER or s3:\/\/BUCKET\/PREFIX/,
    ],
    [
      'a bucket without credentials',
      () => set({ AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }),
      /AWS_ACCESS_KEY_ID= must be set, since STORAGE names a bucket/,
    ],
    [
      'a store that cannot be reached',
      () => set({ AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }),
      /STORAGE=s3:\/\/shelf\/one site cannot be reached: 127\.0\.0\.1:9 said ECONNREFUSED \(3 times\); see to AWS_ENDPOINT_URL/,
    ],
    [
      'a bucket that does not exist',
      () => set({ STORAGE: 's3://nowhere' }),
      /STORAGE=s3:\/\/nowhere cannot be listed: the store said NoSuchBucket .*; make the bucket, or set STORAGE/,
    ],
    [
      'a bucket by a wrong secret',
      () => set({ AWS_SECRET_ACCESS_KEY: 'hunter2hunter2' }),
      /the store said SignatureDoesNotMatch .*; see to AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY/,
    ],
    [
      'a bucket without the right to',
      async () => {
        const server = await s3Server()
        server.isWritable = false
        return server.variables
      },
      /STORAGE=s3:\/\/shelf\/one site cannot be written to: the store said AccessDenied .*; give AWS_ACCESS_KEY_ID the right/,
    ],
    [
      'a folder that cannot be one',
      async () => ({ STORAGE: `file:${path.resolve('package.json')}/share` }),
      /The folder .*package\.json\/share of STORAGE cannot be used \(ENOTDIR\)/,
    ],
  ]

  it.each(cases)('%s says so, ends with 1, and nothing is lost', async (_what, variablesOf, said) => {
    const dataDir = temporaryDirectory()
    const variables = { ...(await variablesOf()), DATA_DIR: dataDir }
    const ended = await runCommandLines(
      [
        ['catalog-folder', [folder]],
        ['precompute', []],
        ['catalog-remove', ['circle-teal']],
        ['encoder-vgg16', ['--file', path.resolve('package.json')]],
      ],
      variables,
    )
    for (const { code, stderr } of ended) {
      expect(code).toBe(1)
      expect(stderr).toMatch(said)
      expect(stderr).not.toMatch(/hunter2|secret\/of|\n {4}at /)
    }
    expect(existsSync(path.join(dataDir, 'thumbnails'))).toBe(false)
  })
})
