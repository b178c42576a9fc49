import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { readEnvFile } from '@/lib/facts/env-file'
import { temporaryDirectory } from '../setup/temporary'

it('reads what a file sets, and nothing where there is none', () => {
  const file = path.join(temporaryDirectory(), '.env')
  expect(readEnvFile(file)).toEqual({})
  writeFileSync(file, 'PORT=3001\n# a comment\nHOST="::1"\n')
  expect(readEnvFile(file)).toEqual({ PORT: '3001', HOST: '::1' })
})

it('says that it is a folder', () => {
  const file = path.join(temporaryDirectory(), '.env')
  mkdirSync(file)
  expect(() => readEnvFile(file)).toThrow(`The settings in ${file} cannot be read: it is a folder (EISDIR).`)
})

it.runIf(process.getuid?.() === 0)('says that this user may not read it', () => {
  const folder = temporaryDirectory()
  const file = path.join(folder, '.env')
  writeFileSync(file, 'PORT=3001')
  chmodSync(folder, 0o755)
  chmodSync(file, 0o600)
  process.seteuid?.(65534)
  try {
    expect(() => readEnvFile(file)).toThrow('this user may not (EACCES)')
  } finally {
    process.seteuid?.(0)
  }
})
