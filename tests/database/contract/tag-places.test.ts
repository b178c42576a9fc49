import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Database, FitPosition, ModelFilter } from '@/lib/database/database'
import { runResult, runSettings } from '../../setup/made-up-run'
import { catalogueOf, list, rename } from './listing-fixtures'

const ids = (...numbers: number[]) => Int32Array.from(numbers)

/** A run that ranks the models of a tag. */
async function runOf(database: Database, tag: string, modelIds: Int32Array, closeIds = ids()) {
  const runId = await database.indexRuns.beginIndexRun(runSettings())
  await database.tags.writeTagPlaces(runId, [{ tag, modelIds, closeIds }])
  await database.indexRuns.publishRun(runId, runResult({ inputDigest: String(runId) }))
  return runId
}

async function pageOf(
  { search }: Database,
  filter: ModelFilter,
  runId: number,
  position: FitPosition | null,
  limit: number,
) {
  return search.listModelIdsByFit(await search.matchModels(filter), runId, position, limit)
}

/** All pages of a listing, one after the other. */
async function walk(database: Database, filter: ModelFilter, runId: number, limit: number) {
  const found: number[] = []
  let position: FitPosition | null = null
  do {
    const page = await pageOf(database, filter, runId, position, limit)
    expect(page?.ids.length).toBeLessThanOrEqual(limit)
    found.push(...(page?.ids ?? []))
    position = page?.next ?? null
  } while (position)
  return found
}

describe('the models of a tag', () => {
  it('come in the order of the run, then those that it has not ranked, by likes', async () => {
    const database = await catalogueOf([
      { name: 'sword', tags: ['old'], likes: 1 },
      { name: 'axe', tags: ['old'], likes: 2 },
      { name: 'vase', tags: ['old'], likes: 9 },
      { name: 'bowl', tags: ['old'], likes: 8 },
      { name: 'car', tags: ['new'], likes: 99 },
      { name: 'shield', tags: ['old'], likes: 9, categories: ['Arms'] },
    ])
    const runId = await runOf(database, 'old', ids(2, 5, 1, 77), ids(5))
    for (const limit of [1, 2, 3, 4, 100])
      expect(await walk(database, { tag: 'old' }, runId, limit)).toEqual([2, 1, 3, 6, 4])
    expect(await walk(database, { tag: 'old', category: 'Arms' }, runId, 2)).toEqual([6])
    expect(await walk(database, { tag: 'old', query: 'axe' }, runId, 2)).toEqual([2])
    expect(await database.tags.findTagPlace(runId, 'old')).toEqual({
      tag: 'old',
      modelIds: ids(2, 5, 1, 77),
      closeIds: ids(5),
    })
    // One that has lost its tag since, or its place in the catalogue.
    await rename(database, 1, { name: 'axe', license: 'CC0' })
    await database.catalogue.markGone(['2'], '2026-01-03T00:00:00.000Z')
    expect(await walk(database, { tag: 'old' }, runId, 2)).toEqual([1, 6, 4])
  })

  it('have no order where the run knows no place of the tag, or no tag is asked for', async () => {
    const database = await catalogueOf([{ name: 'sword', tags: ['old'] }])
    const runId = await runOf(database, 'old', ids(1))
    expect(await pageOf(database, { tag: 'new' }, runId, null, 5)).toBeNull()
    expect(await pageOf(database, {}, runId, null, 5)).toBeNull()
    expect(await pageOf(database, { tag: 'old' }, runId + 1, null, 5)).toBeNull()
    await database.tags.clearTagPlaces(runId)
    expect(await database.tags.findTagPlace(runId, 'old')).toBeNull()
  })

  it('are each there once, whatever is ranked and however long the pages are', async () => {
    const entries = Array.from({ length: 30 }, (_, place) => ({
      name: `pot ${place}`,
      tags: place % 3 === 0 ? ['clay'] : ['clay', 'tin'],
      likes: place % 4,
    }))
    const database = await catalogueOf(entries)
    const byLikes = { clay: await list(database, { tag: 'clay' }), tin: await list(database, { tag: 'tin' }) }
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: 40 })),
        fc.constantFrom('clay' as const, 'tin' as const),
        fc.integer({ min: 1, max: 31 }),
        async (ranking, tag, limit) => {
          const runId = await runOf(database, tag, Int32Array.from(ranking))
          const all = byLikes[tag]
          const wanted = [
            ...ranking.filter((id) => all.includes(id)),
            ...all.filter((id) => !ranking.includes(id)),
          ]
          expect(await walk(database, { tag }, runId, limit)).toEqual(wanted)
        },
      ),
      { numRuns: 20 },
    )
  })

  it('are in the same order when they are many', async () => {
    const database = await catalogueOf(
      Array.from({ length: 120 }, (_, place) => ({
        name: `pot ${place}`,
        tags: ['clay', ...(place % 2 === 0 ? ['red'] : [])],
        likes: place,
      })),
    )
    const runId = await runOf(database, 'clay', ids(7, 90, 3, 4))
    const { search } = database
    const wanted = [7, 90, 3, 4, ...(await list(database, { tag: 'clay' }))]
    for (const filter of [{ tag: 'clay' }, { tag: 'clay', query: 'pot' }]) {
      // So that they are too many to be known by their ids.
      const matches = await search.matchModels(filter, 2)
      expect(matches.ids).toBeNull()
      const found: number[] = []
      for (let position: FitPosition | null = null; ;) {
        const page: Awaited<ReturnType<typeof search.listModelIdsByFit>> = await search.listModelIdsByFit(
          matches,
          runId,
          position,
          7,
        )
        found.push(...(page?.ids ?? []))
        position = page?.next ?? null
        if (!position) break
      }
      expect(found).toEqual([...new Set(wanted)])
    }
  })
})

describe('suggested tags', () => {
  const suggestion = (tag: string, score: number, ...speakers: number[]) => ({
    tag,
    score,
    count: speakers.length + 1,
    speakers,
  })

  async function suggested() {
    const database = await catalogueOf([
      { name: 'sword', tags: ['old'] },
      { name: 'axe', tags: ['Old', 'iron'] },
      { name: 'vase' },
      { name: 'bowl' },
    ])
    const runId = await database.indexRuns.beginIndexRun(runSettings())
    await database.tags.writeTagSuggestions(runId, [
      { modelId: 1, suggestions: [suggestion('iron', 0.5, 2), suggestion('“odd”, tag', 0.25, 2, 3)] },
      { modelId: 2, suggestions: [suggestion('old', 0.9, 1)] },
      { modelId: 3, suggestions: [] },
      { modelId: 4, suggestions: [suggestion('clay', 0.5, 3)] },
    ])
    return { database, runId }
  }

  it('are listed by how sure the surest is, page by page, without those that a model has by now', async () => {
    const { database, runId } = await suggested()
    const rows = await database.tags.listSuggestedTags(runId, null, 10)
    expect(rows).toEqual([
      { modelId: 2, uid: '1', score: 0.9, tags: expect.arrayContaining(['Old', 'iron']), suggestions: [] },
      {
        modelId: 1,
        uid: '0',
        score: 0.5,
        tags: ['old'],
        suggestions: [suggestion('iron', 0.5, 2), suggestion('“odd”, tag', 0.25, 2, 3)],
      },
      { modelId: 4, uid: '3', score: 0.5, tags: [], suggestions: [suggestion('clay', 0.5, 3)] },
    ])
    const [first, second, third] = rows
    for (const [behind, wanted] of [
      [null, first],
      [first, second],
      [second, third],
      [third, undefined],
    ] as const)
      expect(await database.tags.listSuggestedTags(runId, behind ?? null, 1)).toEqual(wanted ? [wanted] : [])
  })

  it('are read in the order of the catalogue, of listed models alone, and cleared', async () => {
    const { database, runId } = await suggested()
    await database.catalogue.markGone(['3'], '2026-01-03T00:00:00.000Z')
    const read = async () => {
      const uids: string[] = []
      for await (const block of database.tags.readSuggested(runId)) uids.push(...block.map(({ uid }) => uid))
      return uids
    }
    expect(await read()).toEqual(['0', '1'])
    await database.tags.clearTagSuggestions(runId)
    expect(await read()).toEqual([])
  })
})
