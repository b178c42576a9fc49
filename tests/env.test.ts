import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parseEnv as parseEnvFile } from 'node:util'
import { expect, it } from 'vitest'
import { parseEnv } from '@/lib/env'

it('has a default for everything', () => {
  expect(parseEnv({})).toEqual({
    port: 3000,
    host: '127.0.0.1',
    dataDir: path.resolve('data'),
    databaseFile: path.resolve('data/rec-a-sketch.db'),
    engine: 'auto',
    adminPassword: undefined,
    sessionSecret: undefined,
    sketchfabApiUrl: 'https://api.sketchfab.com/v3',
    trustProxy: false,
  })
})

it('keeps the database in DATA_DIR unless DATABASE_URL says otherwise', () => {
  expect(parseEnv({ DATA_DIR: '/srv/x' }).databaseFile).toBe('/srv/x/rec-a-sketch.db')
  expect(parseEnv({ DATA_DIR: '/srv/x', DATABASE_URL: 'file:/db/y.db' }).databaseFile).toBe('/db/y.db')
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
  expect(() => parseEnv({ PORT: '80x', ENGINE: 'magic', DATABASE_URL: 'postgres://x' })).toThrow(
    /PORT=80x must be a whole number[^]*DATABASE_URL=postgres:\/\/x must start with file:[^]*ENGINE=magic/,
  )
  expect(() => parseEnv({ PORT: '70000' })).toThrow('PORT=70000 must be 1 to 65535')
})
