import { expect, it } from 'vitest'
import { runResult, runSettings } from '../../setup/made-up-run'
import { madeUpThumbnail, modelRecord } from '../../setup/model-record'
import { temporaryDatabase } from '../../setup/temporary'

it('has one active run of a job, and knows what it is asked for', async () => {
  const { runs, indexRuns, crawls } = (await temporaryDatabase()).database
  const indexRun = await indexRuns.beginIndexRun(runSettings())
  const crawl = await crawls.beginCrawlRun('{}', 'dashboard')
  await expect(indexRuns.beginIndexRun(runSettings())).rejects.toThrow()
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
  for (const [inputDigest, calibration] of [
    ['one', null],
    ['other', '{"scores":[1]}'],
  ] as const) {
    const id = await indexRuns.beginIndexRun(runSettings())
    await indexRuns.publishRun(id, runResult({ inputDigest, calibration }))
    const published = {
      id,
      inputDigest,
      neighbours: 2,
      recipe: 'r',
      publishedAt: expect.any(Date),
      calibration,
    }
    expect(await indexRuns.findPublishedRun()).toMatchObject(published)
    revisions.push(await readRevision())
    ids.push(id)
  }
  expect(new Set(revisions).size).toBe(3)
  await expect(indexRuns.republishRun(ids[0] ?? 0)).rejects.toThrow('is not kept any more')
  expect((await indexRuns.findPublishedRun())?.id).toBe(ids[1])
})

it('keeps the report of a run in the place of the one before, and loses it with the run', async () => {
  const { indexRuns, reports } = (await temporaryDatabase()).database
  const id = await indexRuns.beginIndexRun(runSettings())
  expect([await reports.hasReport(id), await reports.findReport(id)]).toEqual([false, null])
  for (const figures of ['{"of":"one"}', '{"of":"other"}']) await reports.writeReport(id, figures)
  expect([await reports.hasReport(id), await reports.findReport(id)]).toEqual([true, '{"of":"other"}'])
  await indexRuns.holdRun(id, runResult())
  await indexRuns.deleteRun(id)
  expect(await reports.findReport(id)).toBeNull()
  await expect(reports.writeReport(id, '{}')).rejects.toThrow()
})

it('reads stored vectors and likes as they were written, and a lock is had by one', async () => {
  const { catalogue, embeddings, likes, locks, readRevision } = (await temporaryDatabase()).database
  const { hash } = madeUpThumbnail
  await catalogue.upsertModels('folder', [modelRecord('a', { thumbnail: madeUpThumbnail })])
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
