import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { parseEnv as parseEnvFile } from 'node:util'
import { expect, it } from 'vitest'
import { parseEnv } from '@/lib/facts/env'

it('has a default for everything', () => {
  expect(parseEnv({})).toEqual({
    port: 3000,
    host: '127.0.0.1',
    dataDir: path.resolve('data'),
    databaseUrl: `file:${path.resolve('data/rec-a-sketch.db')}`,
    engine: 'auto',
    adminPassword: undefined,
    sessionSecret: undefined,
    sketchfabApiUrl: 'https://api.sketchfab.com/v3',
    trustProxy: false,
    workers: availableParallelism(),
  })
})

it('keeps the database in DATA_DIR unless DATABASE_URL says otherwise', () => {
  expect(parseEnv({ DATA_DIR: '/srv/x' }).databaseUrl).toBe('file:/srv/x/rec-a-sketch.db')
  expect(parseEnv({ DATA_DIR: '/srv/x', DATABASE_URL: 'file:/db/y.db' }).databaseUrl).toBe('file:/db/y.db')
  const url = 'postgresql://me:secret@host:5432/models'
  expect(parseEnv({ DATABASE_URL: url }).databaseUrl).toBe(url)
})

it('.env.example states the defaults', () => {
  expect(parseEnv({ ...parseEnvFile(readFileSync('.env.example', 'utf8')) })).toEqual(parseEnv({}))
})

it('never shows a secret, not even a wrong one', () => {
  expect(() => parseEnv({ ADMIN_PASSWORD: 'hunter2', SESSION_SECRET: 'brief' })).toThrow(
    /ADMIN_PASSWORD=\(not shown\) must have 8[^]*SESSION_SECRET=\(not shown\) must have 32/,
  )
})

it('names every variable that is wrong, with its value', () => {
  expect(() => parseEnv({ PORT: '80x', ENGINE: 'magic', DATABASE_URL: 'mysql://x' })).toThrow(
    /PORT=80x must be a whole number[^]*DATABASE_URL=mysql:\/\/x must start with file:[^]*ENGINE=magic/,
  )
  expect(() => parseEnv({ PORT: '70000' })).toThrow('PORT=70000 must be 1 to 65535')
})

it('knows the site by an address without a path, and proxies by yes or no', () => {
  expect(parseEnv({ SITE_URL: 'https://Models.example:443/' }).siteUrl?.origin).toBe('https://models.example')
  expect(parseEnv({ TRUST_PROXY: '1' }).trustProxy).toBe(true)
  expect(parseEnv({ TRUST_PROXY: 'false' }).trustProxy).toBe(false)
  for (const wrong of [
    'models.example',
    'ftp://models.example',
    'https://models.example/shop',
    'https://a:b@c.example',
  ]) {
    expect(() => parseEnv({ SITE_URL: wrong })).toThrow(`SITE_URL=${wrong} must be an`)
  }
  expect(() => parseEnv({ TRUST_PROXY: '2' })).toThrow('TRUST_PROXY=2 must be true or false')
})
