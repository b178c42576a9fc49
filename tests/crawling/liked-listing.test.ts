import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { importLikes } from '@/lib/importing/import-likes'
import { anonymiser, likesSecret, userHasher } from '@/lib/importing/anonymise'
import { modelRecord } from '../setup/model-record'
import { apiModel, uidOf } from '../setup/sketchfab-models'
import { type SketchfabServer, sketchfabServer } from '../setup/sketchfab-server'
import { type TemporaryDatabase, temporaryDatabase } from '../setup/temporary'
import { crawlWith, startCrawl } from './crawl-fixtures'

const OF_ADA = { likedBy: 'ada' }
const uids = (count: number) => Array.from({ length: count }, (_, place) => uidOf(place))

/** A server of so many models, all of which Ada likes. */
async function likedBy(count: number): Promise<SketchfabServer> {
  const server = await sketchfabServer(count)
  server.likes = { ada: uids(count) }
  return server
}

/** Who likes what, by hash and uid. */
const storedLikes = ({ connection }: TemporaryDatabase) =>
  connection.rows(
    'SELECT userHash AS "user", uid FROM "Like" JOIN Model ON Model.id = modelId ORDER BY 1, uid',
  )

const likesOf = (user: string, liked: readonly string[]) => liked.map((uid) => ({ user, uid }))

describe('the listing of what a user likes', () => {
  it('gives likes of all its models, under the hash that a file of likes gives the same name', async () => {
    const place = await temporaryDatabase()
    const server = await likedBy(40)
    server.likes = { ada: uids(30), bob: [uidOf(5), uidOf(35)] }
    const { counts } = await crawlWith(place, server.apiUrl, OF_ADA)
    expect(counts).toMatchObject({ pages: 2, added: 30, likes: 30 })
    const hashUser = anonymiser(() => likesSecret(place.dataDir))
    const ofAda = likesOf(hashUser('ada'), uids(30))
    expect(await storedLikes(place)).toEqual(ofAda)

    const file = path.join(place.dataDir, 'likes.csv')
    writeFileSync(file, `user,model\nada,${uidOf(3)}\nAda,${uidOf(3)}\n`)
    const ofFile = await userHasher(place.database, place.dataDir)
    expect(await importLikes(place.database, file, ofFile)).toMatchObject({ added: 1, repeated: 1 })

    expect((await crawlWith(place, server.apiUrl, { likedBy: 'bob' })).counts).toMatchObject({ likes: 2 })
    const all = [
      ...ofAda,
      ...likesOf(hashUser('Ada'), [uidOf(3)]),
      ...likesOf(hashUser('bob'), server.likes.bob ?? []),
    ]
    expect(new Set((await storedLikes(place)).map(asText))).toEqual(new Set(all.map(asText)))
  })

  it('read again, gives none twice, and none where nobody’s likes are listed', async () => {
    const place = await temporaryDatabase()
    const server = await likedBy(30)
    await crawlWith(place, server.apiUrl, { tag: 'wood' })
    expect(await storedLikes(place)).toEqual([])
    expect((await crawlWith(place, server.apiUrl, OF_ADA)).counts).toMatchObject({ added: 0, likes: 30 })
    const revision = await place.connection.value('SELECT revision FROM CatalogueRevision')
    expect((await crawlWith(place, server.apiUrl, OF_ADA)).counts).toMatchObject({ unchanged: 30, likes: 0 })
    expect(await storedLikes(place)).toHaveLength(30)
    expect(await place.connection.value('SELECT revision FROM CatalogueRevision')).toEqual(revision)
  })

  it('gives none of models that are left out, gone, taken down, or of another source', async () => {
    const place = await temporaryDatabase()
    const server = await likedBy(6)
    await crawlWith(place, server.apiUrl, { models: [uidOf(1), uidOf(4)] })
    server.models[0] = apiModel(server.origin, 0, { tags: [{ slug: 'noai' }] })
    server.models[1] = apiModel(server.origin, 1, { isAgeRestricted: true })
    await place.database.catalogue.recordRemoval(uidOf(2), uidOf(2))
    await place.database.catalogue.upsertModels('folder', [
      modelRecord('/a.png', { uidCandidates: [uidOf(3)] }),
    ])
    await place.database.catalogue.markGone([uidOf(4)], new Date().toISOString())

    // The last one alone has likes enough; the gone one is on the page, but not taken.
    server.models[5] = apiModel(server.origin, 5, { likeCount: 1_000_000 })
    const { counts } = await crawlWith(place, server.apiUrl, { ...OF_ADA, minLikes: 1_000_000 })
    expect(counts).toMatchObject({ added: 1, gone: 1, likes: 1 })
    expect((await storedLikes(place)).map(({ uid }) => uid)).toEqual([uidOf(5)])

    // Whoever is taken is back.
    expect((await crawlWith(place, server.apiUrl, OF_ADA)).counts).toMatchObject({ updated: 1, likes: 1 })
    expect((await storedLikes(place)).map(({ uid }) => uid)).toEqual([uidOf(4), uidOf(5)])
  })

  it('gives likes of models that are there already, beyond the limit, too', async () => {
    const place = await temporaryDatabase()
    const server = await likedBy(10)
    await place.database.catalogue.writePsvModels(
      [8, 9].map((number) => ({ uid: uidOf(number), name: `Old ${number}`, url: 'https://sketchfab.com/x' })),
    )
    const { counts } = await crawlWith(place, server.apiUrl, { ...OF_ADA, limit: 2 })
    expect(counts).toMatchObject({ added: 2, likes: 4 })
    expect((await storedLikes(place)).map(({ uid }) => uid)).toEqual([0, 1, 8, 9].map(uidOf))
    // Of what only files know, the likes that are known are the number of likes.
    expect(
      await place.connection.values('SELECT likeCount FROM Model WHERE source = ? ORDER BY id', 'psv'),
    ).toEqual([1, 1])
  })

  it('killed after any page, has kept the likes of each that it had read, and goes on as the same user', async () => {
    const place = await temporaryDatabase()
    const server = await likedBy(96)
    server.interfere = ({ url }) => url?.includes('cursor=48') ?? false
    const child = startCrawl(place, server.apiUrl, OF_ADA)
    await expect.poll(() => server.requests.some((request) => request.includes('cursor=48'))).toBe(true)
    child.kill('SIGKILL')
    await once(child, 'close')
    expect((await storedLikes(place)).map(({ uid }) => uid)).toEqual(uids(48))

    server.interfere = () => false
    expect((await crawlWith(place, server.apiUrl, OF_ADA)).counts).toMatchObject({ pages: 2, likes: 48 })
    const user = anonymiser(() => likesSecret(place.dataDir))('ada')
    expect(await storedLikes(place)).toEqual(likesOf(user, uids(96)))
  })

  it('is not asked for where the secret of the likes that are stored is missing', async () => {
    const place = await temporaryDatabase()
    const server = await likedBy(3)
    await crawlWith(place, server.apiUrl, OF_ADA)
    rmSync(path.join(place.dataDir, 'likes.secret'))
    server.requests.splice(0)
    await expect(crawlWith(place, server.apiUrl, OF_ADA)).rejects.toThrow(
      `there is no ${path.join(place.dataDir, 'likes.secret')}, and LIKES_SECRET is not set`,
    )
    expect(server.requests).toEqual([])
    const settings = { apiUrl: server.apiUrl, timeoutMs: 60_000, attempts: 1, backoffMs: 1 }
    const withSecret = { settings: { ...settings, likesSecret: 'given to this machine' } }
    expect((await crawlWith(place, server.apiUrl, OF_ADA, withSecret)).counts.likes).toBe(3)
  })
})

const asText = ({ user, uid }: Record<string, unknown>) => `${user} ${uid}`
