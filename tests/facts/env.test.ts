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
    hubUrl: 'https://huggingface.co',
    trustProxy: false,
    searchOnline: false,
    collectLikes: false,
    workers: availableParallelism(),
    storage: { kind: 'files', folder: path.resolve('data') },
  })
})

it('keeps the database in DATA_DIR unless DATABASE_URL says otherwise', () => {
  expect(parseEnv({ DATA_DIR: '/srv/x' }).databaseUrl).toBe('file:/srv/x/rec-a-sketch.db')
  expect(parseEnv({ DATA_DIR: '/srv/x', DATABASE_URL: 'file:/db/y.db' }).databaseUrl).toBe('file:/db/y.db')
  const url = 'postgresql://me:secret@host:5432/models'
  expect(parseEnv({ DATABASE_URL: url }).databaseUrl).toBe(url)
})

const BUCKET = {
  STORAGE: 's3://shelf/site/one/',
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI',
}

it('keeps thumbnails in DATA_DIR unless STORAGE names another folder, or a bucket', () => {
  const storageOf = (set: Record<string, string>) => parseEnv(set).storage
  expect(storageOf({ DATA_DIR: '/srv/x' })).toEqual({ kind: 'files', folder: '/srv/x' })
  expect(storageOf({ STORAGE: 'file:./share' })).toEqual({ kind: 'files', folder: path.resolve('share') })
  expect(storageOf({ STORAGE: 'file:/mnt/share', AWS_REGION: '?', AWS_ENDPOINT_URL: '?' })).toEqual({
    kind: 'files',
    folder: '/mnt/share',
  })
  expect(storageOf(BUCKET)).toEqual({
    kind: 's3',
    bucket: 'shelf',
    prefix: 'site/one/',
    endpoint: undefined,
    region: 'us-east-1',
    accessKeyId: 'AKIAEXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI',
    sessionToken: undefined,
  })
  const elsewhere = { AWS_ENDPOINT_URL: 'http://minio:9000', AWS_REGION: 'auto', AWS_SESSION_TOKEN: 't' }
  expect(storageOf({ ...BUCKET, ...elsewhere, STORAGE: 's3://shelf' })).toMatchObject({
    prefix: '',
    endpoint: new URL('http://minio:9000'),
    region: 'auto',
    sessionToken: 't',
  })
})

it('names what is wrong of a storage, and no credentials wherever they were written', () => {
  for (const wrong of ['ftp://x', 'data', 'file:', 's3://', 's3://x', 's3://shelf/../up', 's3://shelf//two'])
    expect(() => parseEnv({ ...BUCKET, STORAGE: wrong })).toThrow(
      `STORAGE=${wrong} must be file:FOLDER or s3:`,
    )
  expect(() => parseEnv({ STORAGE: 's3://shelf', AWS_SECRET_ACCESS_KEY: '' })).toThrow(
    /AWS_ACCESS_KEY_ID= must be set, since STORAGE names a bucket\n.*AWS_SECRET_ACCESS_KEY= must be set/,
  )
  expect(() => parseEnv({ ...BUCKET, AWS_ENDPOINT_URL: 'minio:9000' })).toThrow(
    'AWS_ENDPOINT_URL=minio:9000 must be an http or https address',
  )
  expect(() => parseEnv({ ...BUCKET, AWS_REGION: 'Frankfurt am Main' })).toThrow(
    'AWS_REGION=Frankfurt am Main',
  )
  for (const leaking of [
    { STORAGE: 's3://AKIAEXAMPLE:wJalrXUtnFEMI@shelf' },
    { AWS_ENDPOINT_URL: 'https://AKIAEXAMPLE:wJalrXUtnFEMI@minio' },
  ]) {
    const message = faultOf(() => parseEnv({ ...BUCKET, ...leaking }))
    expect(message).toContain('=(not shown) must be')
    expect(message).not.toContain('wJal')
  }
})

function faultOf(read: () => unknown): string {
  try {
    read()
  } catch (error) {
    return String(error)
  }
  return ''
}

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
