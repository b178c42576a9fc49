import { rmSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { modelRecord } from '../setup/model-record'
import type { RawDatabase } from '../setup/raw-database'
import { apiModel, uidOf } from '../setup/sketchfab-models'
import { sketchfabServer, status } from '../setup/sketchfab-server'
import { temporaryDatabase } from '../setup/temporary'
import { crawlWith, snapshot } from './crawl-fixtures'

const all = (connection: RawDatabase, sql: string) => connection.values(sql)
const uids = (connection: RawDatabase) => all(connection, 'SELECT uid FROM Model ORDER BY id')

it('takes a listing with all that is known of its models, page by page of 24', async () => {
  const place = await temporaryDatabase()
  const server = await sketchfabServer(50)
  const { outcome, counts, problems } = await crawlWith(place, server.apiUrl)
  expect({ outcome, counts, problems }).toMatchObject({
    outcome: 'finished',
    counts: { pages: 3, added: 50, thumbnails: 45, thumbnailFailures: 0, requests: 48, waits: 0 },
    problems: [],
  })
  expect(server.requests.slice(0, 2)).toEqual([
    '/v3/models?count=24&sort_by=-likeCount',
    '/v3/models?count=24&sort_by=-likeCount&cursor=24',
  ])

  const { connection } = place
  expect(await uids(connection)).toEqual(Array.from({ length: 50 }, (_, place) => uidOf(place)))
  expect(await connection.row('SELECT * FROM Model WHERE uid = ?', uidOf(1))).toMatchObject({
    source: 'sketchfab',
    sourceKey: uidOf(1),
    name: 'Model no. 1',
    author: 'User 1',
    url: `https://sketchfab.com/3d-models/model-no-1-${uidOf(1)}`,
    embedUrl: `https://sketchfab.com/models/${uidOf(1)}/embed`,
    authorUrl: 'https://sketchfab.com/user1',
    license: 'CC0 Public Domain',
    description: 'What there is to say of 1',
    likeCount: 99_999,
    viewCount: 1,
    faceCount: 2,
    isDownloadable: 0,
    isAnimated: 0,
    ageRestricted: 0,
    publishedAt: '2020-01-02T03:04:05.678Z',
    goneAt: null,
    isListed: 1,
    fetchedAt: expect.stringMatching(/^20\d\d-.*Z$/),
  })
  expect(await all(connection, 'SELECT DISTINCT license FROM Model ORDER BY 1 NULLS FIRST')).toEqual([
    null,
    'CC Attribution',
    'CC0 Public Domain',
  ])
  expect(await all(connection, 'SELECT count(*) FROM Model WHERE description IS NULL')).toEqual([13])
  expect(await all(connection, `SELECT name FROM Tag ORDER BY name`)).toContain('wood')
  expect(await connection.foundBy('wood')).toHaveLength(50)
})

it('run again, begins anew, writes nothing that is as it was, and fetches no thumbnail twice that is still there', async () => {
  const place = await temporaryDatabase()
  const server = await sketchfabServer(30)
  await crawlWith(place, server.apiUrl)
  const before = await snapshot(place.connection)
  const revision = await all(place.connection, 'SELECT revision FROM CatalogueRevision')
  server.requests.splice(0)

  expect((await crawlWith(place, server.apiUrl)).counts).toMatchObject({
    added: 0,
    updated: 0,
    unchanged: 30,
  })
  expect(server.requests).toHaveLength(2)
  expect(await snapshot(place.connection)).toEqual(before)
  expect(await all(place.connection, 'SELECT revision FROM CatalogueRevision')).toEqual(revision)

  rmSync(path.join(place.dataDir, 'thumbnails'), { recursive: true })
  expect((await crawlWith(place, server.apiUrl)).counts).toMatchObject({ unchanged: 30, thumbnails: 27 })
  expect(await snapshot(place.connection)).toEqual(before)

  server.models[3] = apiModel(server.origin, 3, { likeCount: 1 })
  server.models[4] = apiModel(server.origin, 4, { tags: [] })
  expect((await crawlWith(place, server.apiUrl)).counts).toMatchObject({ updated: 2, unchanged: 28 })
})

it('stops at the limit, in the middle of a page or not', async () => {
  const server = await sketchfabServer(60)
  for (const [limit, pages] of [
    [1, 1],
    [24, 1],
    [25, 2],
    [48, 2],
  ] as const) {
    const place = await temporaryDatabase()
    const { counts } = await crawlWith(place, server.apiUrl, { limit })
    expect({ limit, ...counts }).toMatchObject({ limit, pages, added: limit, leftOut: 0 })
  }
})

describe('a listing that was not read to its end', () => {
  it('goes on where it stopped, with the rest of its limit', async () => {
    const place = await temporaryDatabase()
    const server = await sketchfabServer(100)
    const first = await crawlWith(place, server.apiUrl, { maxRequests: 2 })
    expect(first).toMatchObject({ outcome: 'budget', counts: { pages: 2, added: 48, thumbnails: 0 } })
    server.requests.splice(0)

    const notes: string[] = []
    const second = await crawlWith(place, server.apiUrl, { limit: 60 }, { note: (text) => notes.push(text) })
    expect(second).toMatchObject({ outcome: 'finished', counts: { pages: 1, added: 12 } })
    expect(server.requests[0]).toBe('/v3/models?count=24&sort_by=-likeCount&cursor=48')
    expect(notes).toEqual([expect.stringContaining('pages read so far: 2, models taken: 48')])
  })

  it('begins anew when that is asked for, and is another one with other filters', async () => {
    const place = await temporaryDatabase()
    const server = await sketchfabServer(100)
    await crawlWith(place, server.apiUrl, { maxRequests: 1 })
    for (const options of [{ restart: true }, { tag: 'wood' }, { minLikes: 1 }, { includeNoai: true }]) {
      server.requests.splice(0)
      await crawlWith(place, server.apiUrl, { maxRequests: 1, ...options })
      expect({ options, first: server.requests[0] }).toEqual({
        options,
        first: expect.not.stringContaining('cursor'),
      })
    }
  })

  it('goes on after a page that could not be read', async () => {
    const place = await temporaryDatabase()
    const server = await sketchfabServer(60)
    server.interfere = ({ url }, response) => url?.includes('cursor=24') === true && status(response, 500)
    await expect(crawlWith(place, server.apiUrl)).rejects.toThrow(
      /page .*cursor=24 could not be read: the server answered 500, in 4 attempts\. What was read before is kept/,
    )
    expect(await uids(place.connection)).toHaveLength(24)
    server.interfere = () => false
    expect((await crawlWith(place, server.apiUrl)).counts).toMatchObject({
      pages: 2,
      added: 36,
      thumbnails: 54,
    })
  })

  it('stops where the checkpoint throws, and waits for as long as that waits', async () => {
    const place = await temporaryDatabase()
    const server = await sketchfabServer(100)
    let passed = 0
    const checkpoint = async () => {
      if (++passed > 2) throw new Error('cancelled')
    }
    await expect(crawlWith(place, server.apiUrl, {}, { checkpoint })).rejects.toThrow('cancelled')
    expect(server.requests).toHaveLength(2)

    let resume = () => {}
    const paused = new Promise<void>((resolve) => (resume = resolve))
    const crawling = crawlWith(place, server.apiUrl, {}, { checkpoint: () => paused })
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(server.requests).toHaveLength(2)
    resume()
    expect((await crawling).counts.added).toBe(52)
  })
})

describe('what is left out', () => {
  it('are age-restricted models and those tagged noai, unless they are asked for', async () => {
    const server = await sketchfabServer(4)
    server.models[1] = apiModel(server.origin, 1, { isAgeRestricted: true })
    server.models[2] = apiModel(server.origin, 2, { tags: [{ slug: 'noai' }] })
    for (const [options, expected] of [
      [{}, [0, 3]],
      [{ includeAgeRestricted: true }, [0, 1, 3]],
      [{ includeNoai: true }, [0, 2, 3]],
    ] as const) {
      const place = await temporaryDatabase()
      const { counts } = await crawlWith(place, server.apiUrl, options)
      expect(await uids(place.connection)).toEqual(expected.map(uidOf))
      expect(counts.leftOut).toBe(4 - expected.length)
    }
    expect(server.requests.filter((request) => request.includes('restricted=true'))).toHaveLength(1)
  })

  it('leaves the pages when it was there before', async () => {
    const place = await temporaryDatabase()
    const server = await sketchfabServer(3)
    await crawlWith(place, server.apiUrl)
    server.models[1] = apiModel(server.origin, 1, { tags: [{ slug: 'noai' }] })
    expect((await crawlWith(place, server.apiUrl)).counts).toMatchObject({ leftOut: 1, gone: 1 })
    expect(await all(place.connection, 'SELECT uid FROM Model WHERE isListed')).toEqual([uidOf(0), uidOf(2)])
  })

  it('are models with fewer likes than asked for, and by likes the listing ends with them', async () => {
    const place = await temporaryDatabase()
    const server = await sketchfabServer(200)
    const { counts } = await crawlWith(place, server.apiUrl, { minLikes: 100_000 - 29 })
    expect(counts).toMatchObject({ pages: 3, added: 30, leftOut: 42 })
  })

  it('are models that were taken down, and those whose uid another source has', async () => {
    const place = await temporaryDatabase()
    const server = await sketchfabServer(3)
    await place.database.catalogue.recordRemoval(uidOf(0), uidOf(0))
    await place.database.catalogue.upsertModels('folder', [
      modelRecord('/a.png', { uidCandidates: [uidOf(1)], name: 'mine' }),
    ])
    expect((await crawlWith(place, server.apiUrl)).counts).toMatchObject({ added: 1, passedOver: 2 })
    expect(await all(place.connection, 'SELECT name FROM Model ORDER BY id')).toEqual(['mine', 'Model no. 2'])
  })
})

it('sends the token to the API and nowhere else, and asks by GET only', async () => {
  const server = await sketchfabServer(2)
  const methods = new Set<string | undefined>()
  server.interfere = ({ method }) => {
    methods.add(method)
    return false
  }
  await crawlWith(
    await temporaryDatabase(),
    server.apiUrl,
    {},
    {
      settings: { apiUrl: server.apiUrl, apiToken: 'secret', timeoutMs: 60_000, attempts: 1, backoffMs: 1 },
    },
  )
  expect([...methods]).toEqual(['GET'])
  expect(server.headers.map(({ authorization }) => authorization)).toEqual([
    'Token secret',
    undefined,
    undefined,
  ])
  expect(new Set(server.headers.map((headers) => headers['user-agent']))).toEqual(
    new Set([expect.stringMatching(/^rec-a-sketch\/\d/)]),
  )
})

it('keeps to its ceilings: so many requests a second, and so many under way at once', async () => {
  const server = await sketchfabServer(60)
  server.interfere = (request, response) => {
    if (!request.url?.startsWith('/thumbnails')) return false
    setTimeout(() => status(response, 404), 120)
    return true
  }
  await crawlWith(await temporaryDatabase(), server.apiUrl, { concurrency: 3 }, { rate: 20 })
  expect(server.mostInFlight()).toBe(3)
  expect(server.mostPerSecond()).toBeLessThanOrEqual(20)
})
