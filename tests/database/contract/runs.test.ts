import { expect, it } from 'vitest'
import { temporaryDatabase } from '../../setup/temporary'

const SETTINGS = { mode: 'all', recipe: 'r', recipeId: 'r1', engine: 'e', neighbours: 2 } as const
const RESULT = {
  modelCount: 0,
  embeddedCount: 0,
  reusedCount: 0,
  failureCount: 0,
  inputDigest: 'of nothing',
  projectionId: null,
  comparison: null,
}

it('has one active run of a job, and knows what it is asked for', async () => {
  const { runs, indexRuns, crawls } = (await temporaryDatabase()).database
  const indexRun = await indexRuns.beginIndexRun({ ...SETTINGS, modelCount: 0 })
  const crawl = await crawls.beginCrawlRun('{}', 'dashboard')
  await expect(indexRuns.beginIndexRun({ ...SETTINGS, modelCount: 0 })).rejects.toThrow()
  expect(await runs.findActiveRunId('crawl')).toBe(crawl)
  expect(await runs.requestAction(crawl, 'pause')).toBe(true)
  expect(await runs.reportRun(crawl, { stage: 'pages', done: 1, total: 2 })).toBe('pause')
  expect(await runs.reportRun(indexRun, {})).toBeNull()
  await runs.settleAction(crawl, 'pause')
  expect(await runs.findRun(crawl)).toMatchObject({ requestedAction: null, done: 1, job: 'crawl' })
  await runs.closeDeadRuns('crawl')
  expect(await runs.findRun(crawl)).toMatchObject({ status: 'interrupted', active: null })
  expect(await runs.requestAction(crawl, 'resume')).toBe(false)
  expect((await runs.listRuns({ job: 'crawl', limit: 5 })).map(({ id }) => id)).toEqual([crawl])
})

it('shows readers the run that was published last, and tells of it by the revision', async () => {
  const { indexRuns, readRevision } = (await temporaryDatabase()).database
  expect(await indexRuns.findPublishedRun()).toBeNull()
  const revisions = [await readRevision()]
  const ids: number[] = []
  for (const inputDigest of ['one', 'other']) {
    const id = await indexRuns.beginIndexRun({ ...SETTINGS, modelCount: 0 })
    await indexRuns.publishRun(id, { ...RESULT, inputDigest })
    const published = { id, inputDigest, neighbours: 2, recipe: 'r', publishedAt: expect.any(Date) }
    expect(await indexRuns.findPublishedRun()).toMatchObject(published)
    revisions.push(await readRevision())
    ids.push(id)
  }
  expect(new Set(revisions).size).toBe(3)
  await expect(indexRuns.republishRun(ids[0] ?? 0)).rejects.toThrow('is not kept any more')
  expect((await indexRuns.findPublishedRun())?.id).toBe(ids[1])
})

it('reads stored vectors and likes as they were written, and a lock is had by one', async () => {
  const { catalogue, embeddings, likes, locks, readRevision } = (await temporaryDatabase()).database
  const hash = 'a'.repeat(64)
  const record = {
    sourceKey: 'a',
    uidCandidates: ['a'],
    name: 'a',
    url: null,
    author: null,
    license: null,
    tags: [],
    categories: [],
    labels: {},
    thumbnail: { hash, width: 1, height: 1, tint: null, focus: 50 },
    failure: null,
  }
  await catalogue.upsertModels('folder', [record])
  const vector = Uint8Array.of(1, 2, 3)
  await embeddings.writeEmbeddings('r', [
    { thumbnailHash: hash, vector },
    { thumbnailHash: 'of nobody', vector },
  ])
  expect((await embeddings.readEmbeddings('r', [hash])).map((bytes) => [...bytes])).toEqual([[1, 2, 3]])
  await expect(embeddings.readEmbeddings('r', ['of nobody'])).rejects.toThrow('There is no embedding')
  expect(await embeddings.countMissingEmbeddings('s')).toEqual({ models: 1, thumbnails: 1, missing: 1 })
  const before = await readRevision()
  const like = { userHash: 'u', uid: 'a' }
  expect(await likes.writeLikes([like, like, { ...like, uid: 'b' }])).toEqual({
    added: 1,
    repeated: 1,
    unknown: 1,
  })
  expect(await readRevision()).not.toBe(before)

  const lock = await locks.acquire('a-job')
  expect(await locks.acquire('a-job')).toBeNull()
  expect(await locks.isHeld('a-job')).toBe(true)
  await lock?.release()
  expect(await locks.isHeld('a-job')).toBe(false)
})
