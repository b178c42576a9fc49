import { expect, it } from 'vitest'
import { allOf } from '../../setup/all-of'
import { madeUpThumbnail, modelRecord } from '../../setup/model-record'
import { temporaryDatabase } from '../../setup/temporary'

const records = (uids: readonly string[], tags: string[] = []) =>
  uids.map((uid) => modelRecord(uid, { tags }))
const listed = (uids: readonly string[]) =>
  uids.map((uid) => modelRecord(uid, { thumbnail: madeUpThumbnail }))
const like = (userHash: string, uid: string) => ({ userHash, uid })

it('keeps each like once, of models that are there', async () => {
  const { database } = await temporaryDatabase()
  await database.catalogue.upsertModels('folder', records(['a', 'b']))
  const likes = [
    like('ada', 'a'),
    like('ada', 'a'),
    like('grace', 'a'),
    like('ada', 'gone'),
    like('ada', 'b'),
  ]
  expect(await database.likes.writeLikes(likes)).toEqual({ added: 3, repeated: 1, unknown: 1 })
  expect(await database.likes.writeLikes(likes)).toEqual({ added: 0, repeated: 4, unknown: 1 })
})

it('gives models whose source counts no likes how many are stored', async () => {
  const { database } = await temporaryDatabase()
  await database.catalogue.upsertModels('folder', listed(['a', 'b', 'c']))
  await database.likes.writeLikes([like('ada', 'a'), like('eve', 'a'), like('eve', 'b')])
  const ids = (await database.catalogue.findListedIds(['a', 'b', 'c'])).map(({ id }) => id)
  const counts = async () =>
    Object.fromEntries(
      (await database.catalogue.readListedModels(ids)).map(({ uid, likeCount }) => [uid, likeCount]),
    )
  expect(await counts()).toEqual({ a: 2, b: 1, c: 0 })
  await database.catalogue.upsertModels('folder', listed(['a']))
  expect(await counts()).toEqual({ a: 2, b: 1, c: 0 })
})

it('stores likes of visitors and takes them back, without a change that pages would show', async () => {
  const { database } = await temporaryDatabase()
  await database.catalogue.upsertModels('folder', listed(['a', 'b']))
  await database.likes.writeLikes([like('ada', 'a')])
  const revision = await database.readRevision()
  const read = async () =>
    (await allOf(database.likes.readAll())).map(({ user, model }) => `${user} ${model}`).sort()
  const ids = new Map((await database.catalogue.findListedIds(['a', 'b'])).map(({ uid, id }) => [uid, id]))
  const [a, b] = [ids.get('a'), ids.get('b')]
  await database.likes.changeLikes([like('eve', 'a'), like('eve', 'b'), like('eve', 'gone')], [])
  await database.likes.changeLikes([like('eve', 'a')], [like('eve', 'gone'), like('ada', 'b')])
  expect(await read()).toEqual([`ada ${a}`, `eve ${a}`, `eve ${b}`])
  await database.likes.changeLikes([], [like('eve', 'a'), like('ada', 'a'), like('ada', 'a')])
  expect(await read()).toEqual([`eve ${b}`])
  expect(await database.readRevision()).toBe(revision)
})

it('finds the ids of models that are listed, by their uids', async () => {
  const { database } = await temporaryDatabase()
  await database.catalogue.upsertModels('folder', [...listed(['a', 'b']), ...records(['bare'])])
  const found = await database.catalogue.findListedIds(['b', 'a', 'bare', "' OR 1=1 --"])
  expect(found.map(({ uid }) => uid).sort()).toEqual(['a', 'b'])
  for (const { id, uid } of found)
    expect((await database.catalogue.readListedModels([id])).map((model) => model.uid)).toEqual([uid])
})

it('gives all web servers of a database turns for hearts together, and none too early', async () => {
  const { database } = await temporaryDatabase()
  const { units } = database
  // Of a database of one server that server keeps the pace by itself.
  const most = units.isShared ? 2 : 3
  const waits: number[] = []
  for (let turn = 0; turn < 3; turn++) waits.push(await units.takeHeartTurns(5, 10_000, 6))
  expect(waits.filter((wait) => wait === 0)).toHaveLength(most)
  for (const wait of waits.slice(most)) expect(wait).toBeLessThanOrEqual(40_000)
  // What was refused took no turn: the wait has not become longer.
  if (units.isShared) expect(await units.takeHeartTurns(5, 10_000, 6)).toBeLessThanOrEqual(waits[2] ?? 0)
})

it('keeps what a user likes of a listing, of models from Sketchfab that are not gone', async () => {
  const { database } = await temporaryDatabase()
  const { catalogue, crawls, likes } = database
  const url = 'https://sketchfab.com/x'
  await catalogue.writePsvModels(['a', 'b', 'gone'].map((uid) => ({ uid, name: uid, url })))
  await catalogue.upsertModels('folder', records(['mine']))
  await catalogue.markGone(['gone'], new Date().toISOString())
  const page = (liked: { userHash: string; uids: string[] } | null) =>
    crawls.writeCrawledPage('l', { address: 'p', next: null, records: [], hidden: [], liked })
  await crawls.openCrawl('l', 'p', false)
  expect([await page(null), await likes.hasLikes()]).toMatchObject([{ likes: 0 }, false])
  const ofAda = { userHash: 'ada', uids: ['a', 'b', 'gone', 'mine', 'unknown'] }
  const before = await database.readRevision()
  expect(await page(ofAda)).toMatchObject({ likes: 2 })
  expect(await likes.hasLikes()).toBe(true)
  const after = await database.readRevision()
  expect(after).not.toBe(before)
  expect(await page(ofAda)).toMatchObject({ likes: 0 })
  expect(await database.readRevision()).toBe(after)
})

it('reads all likes by blocks, those of a user one after another', async () => {
  const { database } = await temporaryDatabase()
  const uids = Array.from({ length: 600 }, (_, model) => `model-${model}`)
  await database.catalogue.upsertModels('folder', records(uids))
  await database.likes.writeLikes(['c', 'a', 'b'].flatMap((user) => uids.map((uid) => like(user, uid))))
  const likes = await allOf(database.likes.readAll())
  const users = likes.map(({ user }) => user)
  expect(users).toEqual([...users].sort())
  expect(new Set(likes.map(({ user, model }) => `${user} ${model}`)).size).toBe(1_800)
  expect(likes).toHaveLength(1_800)
})

it('reads all models with their tags by blocks, those without among them', async () => {
  const { database } = await temporaryDatabase()
  const uids = Array.from({ length: 1_100 }, (_, model) => `model-${model}`)
  await database.catalogue.upsertModels('folder', records(uids))
  await database.catalogue.upsertModels('folder', records(['model-7'], ['wood', 'old']))
  const models = await allOf(database.tags.readAll())
  const tagged = models.filter(({ tags }) => tags.length > 0)
  expect(tagged.map(({ uid, tags }) => [uid, [...tags].sort()])).toEqual([['model-7', ['old', 'wood']]])
  expect(models.map(({ uid }) => uid)).toEqual(uids)
})

it('reads nothing where nothing is', async () => {
  const { database } = await temporaryDatabase()
  expect(await allOf(database.likes.readAll())).toEqual([])
  expect(await allOf(database.tags.readAll())).toEqual([])
})
