import { readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { parseEnv } from '@/lib/facts/env'
import { makeAdminSecrets } from '../../scripts/admin-secrets'
import { parseEnv as parseEnvFile } from 'node:util'
import { temporaryDirectory } from '../setup/temporary'

const NONE = { ADMIN_PASSWORD: undefined, SESSION_SECRET: undefined }
const envFile = () => path.join(temporaryDirectory(), '.env')
const settings = (file: string) => parseEnv({ ...parseEnvFile(readFileSync(file, 'utf8')) })

it('makes a password and a secret, and keeps them where the next start finds them', () => {
  const file = envFile()
  const made = makeAdminSecrets(file, NONE)
  expect(made.ADMIN_PASSWORD).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/)
  expect(settings(file)).toMatchObject({
    adminPassword: made.ADMIN_PASSWORD,
    sessionSecret: made.SESSION_SECRET,
  })
  expect(makeAdminSecrets(envFile(), NONE).ADMIN_PASSWORD).not.toBe(made.ADMIN_PASSWORD)
  expect(statSync(file).mode & 0o077).toBe(0)
})

it('fills in what a copy of .env.example leaves empty, and changes nothing else', () => {
  const file = envFile()
  writeFileSync(file, readFileSync('.env.example'))
  const { ADMIN_PASSWORD, SESSION_SECRET } = makeAdminSecrets(file, NONE)
  expect(readFileSync(file, 'utf8')).toBe(
    readFileSync('.env.example', 'utf8')
      .replace('ADMIN_PASSWORD=\n', `ADMIN_PASSWORD=${ADMIN_PASSWORD}\n`)
      .replace('SESSION_SECRET=\n', `SESSION_SECRET=${SESSION_SECRET}\n`),
  )
})

it('leaves what is set as it is, and adds on a line of its own', () => {
  const file = envFile()
  writeFileSync(file, 'PORT=4000')
  const made = makeAdminSecrets(file, { ADMIN_PASSWORD: 'of my own', SESSION_SECRET: undefined })
  expect(readFileSync(file, 'utf8')).toBe(`PORT=4000\nSESSION_SECRET=${made.SESSION_SECRET}\n`)
  expect(made.ADMIN_PASSWORD).toBeUndefined()

  makeAdminSecrets(file, { ADMIN_PASSWORD: 'of my own', SESSION_SECRET: made.SESSION_SECRET })
  expect(readFileSync(file, 'utf8')).toBe(`PORT=4000\nSESSION_SECRET=${made.SESSION_SECRET}\n`)
})
