import { describe, expect, it } from 'vitest'
import { allOf } from '../setup/all-of'
import type { RawDatabase } from '../setup/raw-database'
import { apiModel, thumbnailOf, uidOf } from '../setup/sketchfab-models'
import { sketchfabServer, status } from '../setup/sketchfab-server'
import { temporaryDatabase } from '../setup/temporary'
import { serve, status as answer } from '../download/download-server'
import { crawlWith, PATIENCE } from './crawl-fixtures'

const all = (connection: RawDatabase, sql: string) => connection.values(sql)
const age = (connection: RawDatabase, days: number) =>
  connection.run('UPDATE Model SET fetchedAt = ?', new Date(Date.now() - days * 86_400_000).toISOString())

describe('single models', () => {
  it('are asked for one by one, by uid or address, each once', async () => {
    const place = await temporaryDatabase()
    const server = await sketchfabServer(5)
    const models = [uidOf(1), `https://sketchfab.com/3d-models/some-name-${uidOf(3)}?x=y`, uidOf(1)]
    const { counts } = await crawlWith(place, server.apiUrl, { models })
    expect(counts).toMatchObject({ added: 2, thumbnails: 2, requests: 4 })
    expect(server.requests.slice(0, 2).sort()).toEqual([`/v3/models/${uidOf(1)}`, `/v3/models/${uidOf(3)}`])
  })

  it('have their pictures looked at without being asked for again, where an older version has stored them', async () => {
    const database = await temporaryDatabase()
    const server = await sketchfabServer(3)
    await crawlWith(database, server.apiUrl, { models: [uidOf(1), uidOf(2)] })
    const unseen = 'SELECT count(*) FROM Thumbnail WHERE tint IS NULL AND focus IS NULL'
    await database.connection.run('UPDATE Thumbnail SET tint = NULL, focus = NULL')
    expect(await all(database.connection, unseen)).toEqual([2])
    server.requests.splice(0)
    const { counts } = await crawlWith(database, server.apiUrl, { models: [uidOf(0)] })
    expect(counts).toMatchObject({ added: 1, thumbnails: 1 })
    expect(server.requests).toHaveLength(2)
    expect(await all(database.connection, unseen)).toEqual([0])
  })

  it('that are not there, or that may not be shown, are problems that stop nothing', async () => {
    const place = await temporaryDatabase()
    const server = await sketchfabServer(2)
    server.models[1] = apiModel(server.origin, 1, { isAgeRestricted: true })
    server.interfere = ({ url }, response) => url === `/v3/models/${uidOf(7)}` && status(response, 403)
    const { counts, problems } = await crawlWith(place, server.apiUrl, {
      models: [9, 1, 7, 0].map(uidOf),
      concurrency: 1,
    })
    expect(counts).toMatchObject({ added: 1, leftOut: 1, refused: 1, gone: 0 })
    expect(problems).toEqual([
      { what: uidOf(9), reason: 'the server answered 404' },
      { what: uidOf(1), reason: expect.stringContaining('age-restricted') },
      { what: uidOf(7), reason: 'the server answered 403; it may want another token' },
    ])
  })

  it('behind a short address are found by asking where it leads, without going there', async () => {
    const place = await temporaryDatabase()
    const server = await sketchfabServer(2)
    const short = await serve(
      answer(302, { Location: `https://sketchfab.com/3d-models/x-${uidOf(1)}` }),
      answer(302, { Location: 'https://example.org/' }),
      answer(404),
    )
    const settings = { apiUrl: server.apiUrl, ...PATIENCE, shortLinks: new URL(short.url).origin }
    const options = { models: ['skfb.ly/one', 'skfb.ly/two', 'skfb.ly/three'], resolveShortLinks: true }
    const { counts, problems } = await crawlWith(place, server.apiUrl, options, { settings })
    expect(counts).toMatchObject({ added: 1, refused: 2 })
    expect(problems.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('leads to https://example.org/, which is no model’s page'),
      expect.stringContaining('leads to an answer of 404'),
    ])
  })
})

describe('an update', () => {
  it('asks only about what was not looked at for so many days, the longest ago first', async () => {
    const place = await temporaryDatabase()
    const server = await sketchfabServer(5)
    await crawlWith(place, server.apiUrl)
    server.requests.splice(0)
    expect((await crawlWith(place, server.apiUrl, { updateDays: 1 })).counts.requests).toBe(0)

    await age(place.connection, 2)
    await place.connection.run('UPDATE Model SET fetchedAt = NULL WHERE id = 3')
    const { counts } = await crawlWith(place, server.apiUrl, { updateDays: 1, limit: 2, concurrency: 1 })
    expect(counts).toMatchObject({ updated: 0, unchanged: 2, thumbnails: 0 })
    expect(server.requests).toEqual([`/v3/models/${uidOf(2)}`, `/v3/models/${uidOf(0)}`])
    expect((await crawlWith(place, server.apiUrl, { updateDays: 1 })).counts.unchanged).toBe(3)
  })

  it('fetches the thumbnail whose address has changed, and no other', async () => {
    const place = await temporaryDatabase()
    const server = await sketchfabServer(3)
    await crawlWith(place, server.apiUrl)
    const before = await all(place.connection, 'SELECT thumbnailHash FROM Model ORDER BY id')
    const url = thumbnailOf(server.origin, uidOf(1), '-new')
    server.models[1] = apiModel(server.origin, 1, {
      thumbnails: { images: [{ url, width: 512, height: 288 }] },
    })
    server.requests.splice(0)
    const { counts } = await crawlWith(place, server.apiUrl, { updateDays: 0 })
    expect(counts).toMatchObject({ updated: 1, unchanged: 2, thumbnails: 1 })
    expect(server.requests.at(-1)).toBe(thumbnailOf('', uidOf(1), '-new'))
    const after = await all(place.connection, 'SELECT thumbnailHash FROM Model ORDER BY id')
    expect(after.map((hash, place) => hash === before[place])).toEqual([true, false, true])
  })

  it.each([404, 410])(
    'takes models that answer %i off the pages and out of the index, and keeps their data',
    async (code) => {
      const place = await temporaryDatabase()
      const { connection } = place
      const server = await sketchfabServer(3)
      await crawlWith(place, server.apiUrl)
      server.interfere = ({ url }, response) => url === `/v3/models/${uidOf(1)}` && status(response, code)
      expect((await crawlWith(place, server.apiUrl, { updateDays: 0 })).counts).toMatchObject({ gone: 1 })

      expect(await place.database.catalogue.findListedModel(uidOf(1))).toBeNull()
      expect(await place.database.catalogue.findListedModel(uidOf(2))).not.toBeNull()
      expect((await allOf(place.database.embeddings.readIndexable())).map(({ modelId }) => modelId)).toEqual([
        1, 3,
      ])
      expect(await connection.row('SELECT name, thumbnailHash, goneAt FROM Model WHERE id = 2')).toEqual({
        name: 'Model no. 1',
        thumbnailHash: expect.any(String),
        goneAt: expect.any(String),
      })

      server.requests.splice(0)
      await crawlWith(place, server.apiUrl, { updateDays: 0 })
      expect(server.requests).toHaveLength(2)

      server.interfere = () => false
      expect((await crawlWith(place, server.apiUrl)).counts).toMatchObject({ updated: 1, unchanged: 2 })
      expect(await place.database.catalogue.findListedModel(uidOf(1))).not.toBeNull()
    },
  )

  it('leaves models alone that the server has trouble with', async () => {
    const place = await temporaryDatabase()
    const server = await sketchfabServer(3)
    await crawlWith(place, server.apiUrl)
    server.interfere = (_request, response) => status(response, 500)
    const { counts, problems } = await crawlWith(place, server.apiUrl, { updateDays: 0 })
    expect({ ...counts, problems: problems.length }).toMatchObject({ refused: 3, gone: 0, problems: 3 })
    expect(await all(place.connection, 'SELECT count(*) FROM Model WHERE isListed')).toEqual([3])
  })

  it('brings thumbnails and all else to models that only the original project’s files know', async () => {
    const place = await temporaryDatabase()
    const server = await sketchfabServer(2)
    await place.database.catalogue.writePsvModels([
      { uid: uidOf(1), name: 'Old name', url: 'https://sketchfab.com/x' },
      { uid: uidOf(8), name: 'Gone since', url: 'https://sketchfab.com/y' },
    ])
    expect((await crawlWith(place, server.apiUrl, { updateDays: 30 })).counts).toMatchObject({
      updated: 1,
      gone: 1,
      thumbnails: 1,
    })
    expect(await all(place.connection, 'SELECT name FROM Model WHERE isListed')).toEqual(['Model no. 1'])
    expect(await place.connection.foundBy('old')).toEqual([])
  })
})

it('forgives models that vanish between the listing and their thumbnail', async () => {
  const place = await temporaryDatabase()
  const server = await sketchfabServer(4)
  server.interfere = ({ url }, response) =>
    url?.includes(`/thumbnails/${uidOf(2)}`) === true && status(response, 410)
  expect((await crawlWith(place, server.apiUrl)).counts).toMatchObject({
    thumbnails: 3,
    thumbnailFailures: 1,
  })
  server.models.splice(2, 1)
  await age(place.connection, 2)
  expect((await crawlWith(place, server.apiUrl, { updateDays: 1 })).counts).toMatchObject({
    gone: 1,
    unchanged: 3,
  })
  expect(await all(place.connection, 'SELECT count(*) FROM Failure')).toEqual([0])
})
