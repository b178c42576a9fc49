import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:net'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { S3Setting } from '@/lib/facts/storage-setting'
import { s3Storage } from '@/lib/storage/s3'
import type { ObjectStorage } from '@/lib/storage/storage'
import { StorageError } from '@/lib/storage/storage-error'
import { firstTimes, refuse, s3Server, type S3Server } from '../setup/s3-server'
import { temporaryDirectory } from '../setup/temporary'

const PATIENCE = { tries: 3, backoffMs: 1, silenceMs: 60_000 }
const BYTES = Buffer.alloc(300_000, 'a picture')
const open = (server: S3Server, changes: Partial<S3Setting> = {}) =>
  s3Storage({ ...server.setting, ...changes }, PATIENCE)

const troubles: [string, (response: ServerResponse) => void][] = [
  ['says 500', (response) => refuse(response, 'InternalError', 500)],
  ['says 503 SlowDown', (response) => refuse(response, 'SlowDown', 503)],
  ['says 429', (response) => void response.writeHead(429, { 'retry-after': '0' }).end()],
  ['says 502 in HTML', (response) => void response.writeHead(502).end('<html>Bad gateway</html>')],
  ['drops the connection', (response) => void response.destroy()],
  [
    'breaks off in the middle',
    (response) => {
      response.writeHead(200, { 'Content-Length': BYTES.length })
      response.write(BYTES.subarray(0, 100_000), () => response.destroy())
    },
  ],
]

describe.each(troubles)('a store that %s', (_what, interfere) => {
  it('twice is asked a third time', async () => {
    const server = await s3Server()
    const storage = open(server)
    const file = path.join(temporaryDirectory(), 'object')
    writeFileSync(file, BYTES)
    const trouble = () => (server.interfere = firstTimes(2, interfere))
    trouble()
    await storage.writeFrom('a', file)
    trouble()
    await storage.write('b', BYTES)
    expect(server.objects.get('one site/a')?.bytes.equals(BYTES)).toBe(true)
    trouble()
    expect((await storage.read('a'))?.bytes.equals(BYTES)).toBe(true)
    trouble()
    expect(await storage.readInto('b', file)).toBe(true)
    expect(readFileSync(file).equals(BYTES)).toBe(true)
    trouble()
    expect(await storage.find('a')).toMatchObject({ size: BYTES.length })
    trouble()
    const keys = []
    for await (const { key } of storage.list('')) keys.push(key)
    expect(keys).toEqual(['a', 'b'])
    trouble()
    await storage.remove('a')
    expect([...server.objects.keys()]).toEqual(['one site/b'])
  })

  it('each time is given up, with what it said', async () => {
    const server = await s3Server()
    const storage = open(server)
    server.interfere = firstTimes(Infinity, interfere)
    const said = await faultOf(storage.read('a'))
    expect(said).toMatch(
      /^STORAGE=s3:\/\/shelf\/one site cannot be reached: 127\.0\.0\.1:\d+ said .+ \(3 times\); see to AWS_ENDPOINT_URL, or try again later\.$/,
    )
    expect(server.requests).toEqual(Array(3).fill('GET one site/a'))
  })
})

/** What a check says, which is a StorageError. */
async function faultOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(StorageError)
  return error instanceof Error ? error.message : ''
}

describe('a store that refuses', () => {
  const cases: [string, (server: S3Server) => ObjectStorage, RegExp][] = [
    [
      'a bucket that does not exist',
      (server) => open(server, { bucket: 'nowhere' }),
      /^STORAGE=s3:\/\/nowhere\/one site cannot be listed: the store said NoSuchBucket \(NoSuchBucket & what it means\); make the bucket, or set STORAGE to one that exists\.$/,
    ],
    [
      'an unknown key id',
      (server) => open(server, { accessKeyId: 'AKIAOTHER' }),
      /the store said InvalidAccessKeyId .*; see to AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY/,
    ],
    [
      'a wrong secret',
      (server) => open(server, { secretAccessKey: 'hunter2' }),
      /the store said SignatureDoesNotMatch .*; see to AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY/,
    ],
    [
      'a session that has ended',
      (server) => open(server, { sessionToken: 'an-old-token' }),
      /the store said InvalidToken .*AWS_SESSION_TOKEN/,
    ],
    [
      'another region',
      (server) => open(server, { region: 'us-east-1' }),
      /the store said AuthorizationHeaderMalformed .*; set AWS_REGION to the region of the bucket\.$/,
    ],
    [
      'somebody who may only read',
      (server) => {
        server.isWritable = false
        return open(server)
      },
      /^STORAGE=s3:\/\/shelf\/one site cannot be written to: the store said AccessDenied .*; give AWS_ACCESS_KEY_ID the right that it lacks/,
    ],
    [
      'what is no S3',
      (server) => {
        server.interfere = firstTimes(
          Infinity,
          (response) => void response.end('<html>Welcome to nginx</html>'),
        )
        return open(server)
      },
      /cannot be used: the store answered with no listing of a bucket; see to STORAGE and AWS_ENDPOINT_URL\.$/,
    ],
  ]

  it.each(cases)(
    '%s: says so in a sentence, asks once, and leaves nothing',
    async (_what, storageOf, said) => {
      const server = await s3Server()
      const storage = storageOf(server)
      expect(await faultOf(storage.check('write'))).toMatch(said)
      expect(server.requests.length).toBeLessThanOrEqual(2)
      expect(server.objects.size).toBe(0)
    },
  )

  it('says nothing of credentials, even where the store does', async () => {
    const server = await s3Server('token-of-tests')
    const { accessKeyId, secretAccessKey, sessionToken } = server.account
    const leaking = `You are ${accessKeyId} with ${secretAccessKey} and ${sessionToken}`
    server.interfere = (_request, response) => {
      response.writeHead(403).end(`<Error><Code>AccessDenied</Code><Message>${leaking}.</Message></Error>`)
      return true
    }
    expect(await faultOf(open(server).read('a'))).toContain(
      '(You are (not shown) with (not shown) and (not shown))',
    )
    server.interfere = (_request, response) => {
      response
        .writeHead(400)
        .end(`<Error><Code>Odd</Code><Message>a\u001b[31m\n${'b'.repeat(10_000)}</Message></Error>`)
      return true
    }
    const said = await faultOf(open(server).read('a'))
    expect(said).toContain('the store said Odd (a [31m bbb')
    expect(said.length).toBeLessThan(500)
  })
})

it('tells a bucket that is gone from an object that is not there', async () => {
  const server = await s3Server()
  expect(await open(server).read('none')).toBeNull()
  expect(await faultOf(open(server, { bucket: 'nowhere' }).read('none'))).toContain('NoSuchBucket')
  expect(await faultOf(open(server, { bucket: 'nowhere' }).write('none', BYTES))).toContain('NoSuchBucket')
})

it('cannot reach a store that is not there, or that says nothing', async () => {
  const server = await s3Server()
  await server.stop()
  expect(await faultOf(open(server).check('read'))).toContain('said ECONNREFUSED (3 times)')

  const silent = createServer(() => undefined)
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const address = silent.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const setting = { ...server.setting, endpoint: new URL(`http://127.0.0.1:${port}`) }
  const storage = s3Storage(setting, { tries: 2, backoffMs: 1, silenceMs: 50 })
  expect(await faultOf(storage.read('a'))).toContain('said nothing for 0.05 s (2 times)')
  silent.close()
  silent.unref()
})

it('leaves an object as it was when the new one breaks off while it is sent', async () => {
  const server = await s3Server()
  const storage = open(server)
  await storage.write('a', Buffer.from('older'))
  server.interfere = firstTimes(Infinity, (response) => void response.destroy())
  await faultOf(storage.write('a', BYTES))
  server.interfere = () => false
  expect((await storage.read('a'))?.bytes.toString()).toBe('older')
})

it('has no file of what broke off each time', async () => {
  const server = await s3Server()
  server.objects.set('one site/a', { bytes: BYTES, modified: new Date() })
  const file = path.join(temporaryDirectory(), 'object')
  server.interfere = firstTimes(Infinity, (response) => {
    response.writeHead(200, { 'Content-Length': BYTES.length })
    response.write(BYTES.subarray(0, 100_000), () => response.destroy())
  })
  await faultOf(open(server).readInto('a', file))
  expect(existsSync(file)).toBe(false)
})
