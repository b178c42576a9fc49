import type { RawDatabase } from '../setup/raw-database'
import { rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decodeComparison } from '@/lib/database/run-comparison'
import { decodeFigures } from '@/lib/evaluation/report/figures'
import { currentRecipe } from '@/lib/indexing/recipe'
import { allOf } from '../setup/all-of'
import { originalFile, pageImageFile } from '../setup/thumbnail-files'
import { adminOf, catalogueOfDrawings, count, publishedTable, tableOf } from './job-fixtures'

/** Gives each thumbnail the vector of another one. */
async function shuffleVectors(connection: RawDatabase) {
  const rows = await connection.rows<{ thumbnailHash: string; vector: Buffer }>(
    'SELECT thumbnailHash, vector FROM Embedding ORDER BY thumbnailHash',
  )
  for (const [index, { thumbnailHash }] of rows.entries()) {
    const vector = rows[(index + 1) % rows.length]?.vector ?? null
    await connection.run('UPDATE Embedding SET vector = ? WHERE thumbnailHash = ?', vector, thumbnailHash)
  }
}

/** Labelled drawings with a run published, over which another would be as good as chance. */
async function worsenedCatalogue() {
  const place = await catalogueOfDrawings({ labelled: true })
  // The small encoder sees colours rather than what the labels say.
  const recipe = currentRecipe('default', '')
  const run: typeof place.run = (changes) => place.run({ recipe, ...changes })
  await run()
  const table = await publishedTable(place.database)
  await shuffleVectors(place.connection)
  return { ...place, run, table, worse: { neighbours: 6 } }
}

describe('a run whose neighbours agree less with the labels than those of the published one', () => {
  it('waits for a review, with the figures: readers still see the other', async () => {
    const place = await worsenedCatalogue()
    const { database, run, table, worse } = place
    const result = await run(worse)
    expect(result).toMatchObject({
      outcome: 'needs-review',
      runId: 2,
      comparison: {
        comparedWith: 1,
        label: 'label',
        depth: 5,
        quality: { queries: 24 },
        reasons: [
          expect.stringMatching(
            /^Neighbours agree less with the label “label”: recall-capped precision@5 fell from 1\.000 to 0\.[1-4]\d\d\.$/,
          ),
        ],
      },
    })
    expect(await publishedTable(database)).toBe(table)
    expect((await tableOf(database, 2)).split('\n')).toHaveLength(24 * 6)
    const row = await (await adminOf(place)).row(2)
    expect(row).toMatchObject({
      status: 'finished',
      active: null,
      index: { outcome: 'needs-review', publishedAt: null, publication: null },
    })
    expect(decodeComparison(row.index?.comparison ?? null)).toEqual(
      'comparison' in result && result.comparison,
    )
  })

  it('keeps a report that has both, by label, with the first neighbours of the best and the worst', async () => {
    const { database, run, worse } = await worsenedCatalogue()
    const result = await run(worse)
    const report = decodeFigures(await database.reports.findReport(2))
    const comparison = 'comparison' in result ? result.comparison : null
    expect(report).toMatchObject({
      label: 'label',
      depth: 5,
      leastRelevant: 1,
      queries: 24,
      contenders: [{ name: 'Run 2 (default)' }, { name: 'Run 1 (default)', difference: { queries: 24 } }],
      byLabel: [{ name: 'circle', queries: 8 }, { name: 'square' }, { name: 'triangle' }],
      byCategory: [{ name: 'Shapes', queries: 24 }],
    })
    const means = report?.contenders.map(({ means }) => means.recallCappedPrecision.mean)
    expect(means?.[0]).toBeCloseTo(comparison?.quality?.recallCappedPrecision ?? 0, 4)
    expect(means?.[1]).toBeCloseTo(comparison?.qualityBefore?.recallCappedPrecision ?? 0, 4)
    const [worst] = report?.worst ?? []
    const rows = await allOf(database.neighbours.readIds(2, 'visual', 5))
    const row = rows.flat().find(({ modelId }) => modelId === worst?.model)
    expect(worst?.nearest.map(({ model }) => model)).toEqual(row?.neighbourIds)
  })

  it('is not computed again while it waits, and can be published then', async () => {
    const { database, connection, run, table, worse } = await worsenedCatalogue()
    await run(worse)
    expect(await run(worse)).toMatchObject({ outcome: 'awaits-review', runId: 2 })
    expect(await count(connection, 'Run')).toBe(2)
    expect(await publishedTable(database)).toBe(table)

    const waiting = await tableOf(database, 2)
    const result = await run({ ...worse, publishAnyway: true })
    expect(result).toMatchObject({ outcome: 'published-again', runId: 2 })
    expect(await publishedTable(database)).toBe(waiting)
  })

  it('is published at once where that was asked for', async () => {
    const { database, run, worse } = await worsenedCatalogue()
    const result = await run({ ...worse, publishAnyway: true })
    expect(result).toMatchObject({ outcome: 'published', comparison: { reasons: [expect.any(String)] } })
    expect(await publishedTable(database)).toBe(await tableOf(database, 2))
  })

  it('once discarded, has no table; asked for anew, it is computed anew and waits again', async () => {
    const place = await worsenedCatalogue()
    const { database, run, table, worse } = place
    const admin = await adminOf(place)
    await run(worse)
    await admin.database.indexRuns.discardRun(2)
    expect(await tableOf(database, 2)).toBe('')
    expect((await admin.row(2)).index).toMatchObject({ outcome: 'discarded' })
    expect(await run(worse)).toMatchObject({ outcome: 'needs-review', runId: 3 })
    expect(await publishedTable(database)).toBe(table)
  })

  it('keeps its table while it waits, however many runs are published meanwhile', async () => {
    const { database, run, worse } = await worsenedCatalogue()
    await run(worse)
    const waiting = await tableOf(database, 2)
    for (const neighbours of [1, 2, 3, 4]) await run({ neighbours, publishAnyway: true })
    expect(await tableOf(database, 2)).toBe(waiting)
    expect(await run({ ...worse, publishAnyway: true })).toMatchObject({ outcome: 'published-again' })
    expect(await publishedTable(database)).toBe(waiting)
  })
})

describe('a run that lost the thumbnails of models that the published one covers', () => {
  async function withLost(lost: number) {
    const place = await catalogueOfDrawings()
    const { connection, dataDir, run } = place
    await run()
    const hashes = await connection.values<string>('SELECT thumbnailHash FROM Model ORDER BY id')
    for (const hash of hashes.slice(0, lost)) rmSync(originalFile(dataDir, hash))
    return { ...place, other: place.otherRecipe }
  }

  it('more than one in twenty: it waits for a review', async () => {
    const { database, run, other } = await withLost(2)
    const table = await publishedTable(database)
    expect(await run({ recipe: other })).toMatchObject({
      outcome: 'needs-review',
      comparison: {
        lostCount: 2,
        coveredBefore: 24,
        reasons: ['2 of the 24 models of the published run have lost their pictures; the failures say why.'],
      },
    })
    expect(await publishedTable(database)).toBe(table)
  })

  it('fewer: it is published', async () => {
    const { database, run, other } = await withLost(1)
    expect(await run({ recipe: other })).toMatchObject({
      outcome: 'published',
      comparison: { lostCount: 1, reasons: [] },
    })
    // There is nothing to measure by without labels.
    expect(await database.reports.hasReport(2)).toBe(false)
  })

  it('models that were taken out of the catalogue are not lost, nor those whose nearest they were', async () => {
    const { database, connection, run } = await withLost(0)
    await connection.run('DELETE FROM Model WHERE id > 18')
    expect(await run()).toMatchObject({
      outcome: 'published',
      comparison: { lostCount: 0, coveredBefore: 18, reasons: [] },
    })
    expect((await database.indexRuns.findPublishedRun())?.id).toBe(2)
    // The comparison has let go of the tables that it read.
    await connection.run('DELETE FROM Model WHERE id > 17')
  })
})

describe('pictures that are lost while their vectors are there', () => {
  async function withoutPictures(share: 'all' | number, file = originalFile) {
    const place = await catalogueOfDrawings()
    const { database, connection, dataDir, run } = place
    await run()
    const hashes = await connection.values<string>('SELECT thumbnailHash FROM Model ORDER BY id')
    for (const hash of share === 'all' ? hashes : hashes.slice(0, share)) rmSync(file(dataDir, hash))
    return { ...place, table: await publishedTable(database) }
  }

  it('all of them: the run fails, in either mode', async () => {
    const { database, connection, run, table } = await withoutPictures('all')
    for (const mode of ['all', 'missing'] as const)
      await expect(run({ mode })).rejects.toThrow('Not one of 24 thumbnails could be embedded')
    expect(await connection.value("SELECT count(*) FROM Run WHERE status = 'failed'")).toBe(2)
    expect(await publishedTable(database)).toBe(table)
    expect(await count(connection, 'Failure')).toBe(24)
  })

  it('more than one in twenty: everything embedded anew waits for a review, with the reason', async () => {
    const { database, run, table } = await withoutPictures(2)
    expect(await run({ mode: 'all' })).toMatchObject({
      outcome: 'needs-review',
      counts: { embeddedCount: 22, failureCount: 2 },
      comparison: {
        lostCount: 2,
        coveredBefore: 24,
        reasons: ['2 of the 24 models of the published run have lost their pictures; the failures say why.'],
      },
    })
    expect((await database.indexRuns.findPublishedRun())?.id).toBe(1)
    expect(await publishedTable(database)).toBe(table)
  })

  it('is found out, too, when nothing else is new; and waits once, however often it is asked', async () => {
    const { database, connection, load, run } = await withoutPictures(2)
    expect(await run()).toMatchObject({ outcome: 'needs-review', runId: 2, comparison: { lostCount: 2 } })
    expect(await run()).toMatchObject({ outcome: 'awaits-review', runId: 2 })
    expect((await database.indexRuns.findPublishedRun())?.id).toBe(1)

    await load()
    expect(await run({ retry: 'all' })).toMatchObject({ outcome: 'up-to-date', counts: { failureCount: 0 } })
    expect(await count(connection, 'Failure')).toBe(0)
  })

  it('fewer, of the pictures for the pages: they are told of, and nothing waits', async () => {
    const { database, run } = await withoutPictures(1, pageImageFile)
    expect(await run()).toMatchObject({ outcome: 'up-to-date', counts: { failureCount: 1 } })
    expect(await database.failures.listFailures(currentRecipe('default', '').id)).toMatchObject([
      { reason: expect.stringContaining('The stored picture for the page is gone') },
    ])
  })

  it('count against what is still listed of the published run', async () => {
    const { connection, run } = await withoutPictures(1)
    // The one that lost its picture is then one of ten.
    await connection.run('UPDATE Model SET isBelowThreshold = TRUE WHERE id > 10')
    expect(await run({ mode: 'all' })).toMatchObject({
      outcome: 'needs-review',
      comparison: { lostCount: 1, coveredBefore: 10 },
    })
  })
})
