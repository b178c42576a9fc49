import { describe, expect, it } from 'vitest'
import { adminOf, askingIn, catalogueOfDrawings, count, publishedTable, tableOf } from './job-fixtures'

/** A catalogue with two runs published one after the other, of 5 and of 6 neighbours. */
async function publishedTwice() {
  const place = await catalogueOfDrawings()
  await place.run()
  await place.run({ neighbours: 6 })
  return { ...place, admin: await adminOf(place) }
}

describe('an older run that is published again', () => {
  it('is what readers see; the newer one is withdrawn, and no job publishes it by itself', async () => {
    const { database, run, admin } = await publishedTwice()
    await admin.database.indexRuns.republishRun(1, { withdrawNewer: true })
    expect(await publishedTable(database)).toBe(await tableOf(database, 1))
    expect((await admin.row(2)).index).toMatchObject({ outcome: 'withdrawn' })

    expect(await run({ neighbours: 6 })).toMatchObject({ outcome: 'withdrawn', runId: 2 })
    expect((await database.indexRuns.findPublishedRun())?.id).toBe(1)
    expect(await run({ neighbours: 6, startedBy: 'dashboard' })).toMatchObject({ outcome: 'withdrawn' })
    expect((await admin.row(3)).index).toMatchObject({ outcome: 'up-to-date' })
    expect((await database.indexRuns.findPublishedRun())?.id).toBe(1)

    expect(await run({ neighbours: 6, publishAnyway: true })).toMatchObject({ outcome: 'published-again' })
    expect(await publishedTable(database)).toBe(await tableOf(database, 2))
    expect((await admin.row(2)).index).toMatchObject({ outcome: 'published' })
  })

  it('stays it when a run that was under way at the time ends well, until that one is published', async () => {
    const { database, connection, run, admin, otherRecipe } = await publishedTwice()
    const running = run({ recipe: otherRecipe, observer: askingIn('search', 'pause', connection) })
    await admin.paused()
    await admin.database.indexRuns.republishRun(1, { withdrawNewer: true })
    expect((await database.indexRuns.findPublishedRun())?.id).toBe(1)
    await admin.ask('resume')
    expect(await running).toMatchObject({ outcome: 'published', runId: 3, comparison: { comparedWith: 1 } })
    expect(await publishedTable(database)).toBe(await tableOf(database, 3))
  })

  it('must still have its table', async () => {
    const { database, run, admin } = await publishedTwice()
    for (const neighbours of [7, 8]) await run({ neighbours })
    const table = await publishedTable(database)
    await expect(admin.database.indexRuns.republishRun(1, { withdrawNewer: true })).rejects.toThrow(
      'Run 1 cannot be published: its similarity table is not kept any more.',
    )
    expect(await publishedTable(database)).toBe(table)
    expect((await admin.row(2)).index).toMatchObject({ outcome: 'published' })
  })

  it('has the projection still that was fitted for it, also when later runs used the same', async () => {
    const { connection, run, admin, otherRecipe } = await publishedTwice()
    await run({ recipe: otherRecipe })
    const projectionId = (await admin.row(1)).index?.projectionId
    expect(projectionId).toEqual(expect.any(String))
    expect(await connection.value('SELECT id FROM Projection WHERE id = ?', projectionId ?? null)).toBe(
      projectionId,
    )
    expect(await count(connection, 'Projection')).toBe(2)
    for (const neighbours of [1, 2, 3]) await run({ recipe: otherRecipe, neighbours })
    expect(await count(connection, 'Projection')).toBe(1)
  })
})

describe('a run that waited for a review', () => {
  it('is published over the others, and withdraws none of them', async () => {
    const { database, connection, run, admin } = await publishedTwice()
    await run({ neighbours: 7 })
    await connection.run(
      "UPDATE IndexRun SET outcome = 'needs-review', publication = NULL, publishedAt = NULL WHERE id = 2",
    )
    await admin.database.indexRuns.republishRun(2, { withdrawNewer: true })
    expect(await publishedTable(database)).toBe(await tableOf(database, 2))
    expect((await admin.row(3)).index).toMatchObject({ outcome: 'published' })
  })
})

it('the run that was published last is the one that readers see, whatever the clock said then', async () => {
  const { database, connection, run, admin } = await publishedTwice()
  await connection.run("UPDATE IndexRun SET publishedAt = '2099-01-01T00:00:00.000+00:00' WHERE id = 2")
  await run({ neighbours: 7 })
  expect((await database.indexRuns.findPublishedRun())?.id).toBe(3)
  await admin.database.indexRuns.republishRun(1)
  expect((await database.indexRuns.findPublishedRun())?.id).toBe(1)
})

it('a deleted run is gone with its table; the published one stays, and what was deleted can be made anew', async () => {
  const { database, connection, run, admin } = await publishedTwice()
  const deleted = await tableOf(database, 1)
  const table = await publishedTable(database)
  await admin.database.indexRuns.deleteRun(1)
  expect([await count(connection, 'Run'), await count(connection, 'IndexRun')]).toEqual([1, 1])
  expect(await tableOf(database, 1)).toBe('')
  expect(await publishedTable(database)).toBe(table)
  expect(await run()).toMatchObject({ outcome: 'published', runId: 3 })
  expect(await publishedTable(database)).toBe(deleted)
})

it('a run that readers see already is not undone when the tables of older ones cannot be dropped', async () => {
  const { database, connection, run, admin } = await publishedTwice()
  await run({ neighbours: 7 })
  await connection.react('full_disk', 'BEFORE DELETE ON NeighbourList', {
    refuses: 'database or disk is full',
  })
  expect(await run({ neighbours: 8 })).toMatchObject({ outcome: 'published', runId: 4 })
  expect(await admin.row(4)).toMatchObject({
    status: 'finished',
    error: null,
    index: { outcome: 'published' },
  })
  expect((await publishedTable(database)).split('\n')).toHaveLength(24 * 8)

  await connection.unreact('full_disk')
  await run({ neighbours: 9 })
  expect(await connection.values('SELECT DISTINCT runId FROM NeighbourList ORDER BY 1')).toEqual([3, 4, 5])
})
