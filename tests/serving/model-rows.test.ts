import { afterAll, describe, expect, it } from 'vitest'
import type { RowsView, SimilarModelView } from '@/lib/serving/views'
import { servedGallery } from './gallery'

const gallery = await servedGallery()
const { readModelPage } = await import('@/lib/serving/model-page')
const { parseRows } = await import('@/lib/serving/rows-in-address')
const { parseFilter } = await import('@/lib/serving/filter-in-address')

afterAll(async () => (await globalThis.recASketchVectors?.catch(() => undefined))?.thread.close())

const others = Array.from({ length: 60 }, (_, place) => `model-${place}`)
const names = (similar: SimilarModelView[] | null | undefined) => similar?.map(({ model }) => model.name)

async function rowsOf(uid: string, address: Record<string, string> = {}): Promise<RowsView> {
  const page = await readModelPage(uid, parseFilter(address).filter, parseRows(address).choice)
  if (!page?.rows) throw new Error('The page has no rows.')
  expect(page.similar).toEqual(page.rows.visual ?? [])
  return page.rows
}

describe('rows of a model’s page', () => {
  it('are not there where the run has learned from no likes, whatever the address asks for', async () => {
    await gallery.add(
      { name: 'helmet', author: 'Ada', tags: ['steel'] },
      ...others.map((name, place) => ({ name, author: place < 3 ? 'Ada' : 'Bea', tags: ['steel'] })),
      { name: 'late' },
    )
    const runId = await gallery.publish({ helmet: others.slice(0, 40) })
    await gallery.addLists(runId, 'tags', { helmet: others.slice(20) })
    const page = await readModelPage('helmet')
    expect(page).toMatchObject({ rows: null, similar: { length: 24 } })
    expect(await readModelPage('helmet', {}, parseRows({ likes: '0', kind: 'tags' }).choice)).toEqual(page)
  })

  it('are all together, and each kind with fewer cards, by the usual mix', async () => {
    const runId = await gallery.publish({
      helmet: others.slice(0, 40),
      'model-1': ['helmet'],
    })
    await gallery.addLists(
      runId,
      'likes',
      { helmet: others.slice(30) },
      { evidence: others.map(() => 5), support: 27 },
    )
    await gallery.addLists(runId, 'tags', { helmet: others.slice(20).reverse() })
    const rows = await rowsOf('helmet')
    expect(names(rows.visual)).toEqual(others.slice(0, 12))
    expect(names(rows.likes)).toEqual(others.slice(30, 42))
    expect(names(rows.tags)).toEqual(others.slice(48).reverse())
    expect(rows.blend).toHaveLength(24)
    expect(rows.blend?.[0]?.reasons[0]).toMatchObject({ kind: 'likes', people: 5 })
    expect(rows).toMatchObject({ alone: null, kinds: ['visual', 'likes', 'tags'] })
    expect(rows.mix).toEqual(rows.usualMix)
  })

  it('leave out a kind that the run has nothing of for the model', async () => {
    expect(await rowsOf('model-1')).toMatchObject({ likes: null, tags: null, kinds: ['visual'] })
    expect(names((await rowsOf('model-1')).blend)).toEqual(['helmet'])
    const page = await readModelPage('late')
    expect(page).toMatchObject({
      nothingSimilar: 'came-after',
      rows: { blend: null, visual: null, likes: null, tags: null, kinds: [] },
    })
  })

  it('are mixed as the address says, and one alone is shown to its end', async () => {
    const mixed = await rowsOf('helmet', { visual: '0', likes: '0', tags: '0.5' })
    expect(names(mixed.blend)).toEqual(others.slice(36).reverse())
    expect(mixed).toMatchObject({
      mix: { visual: 0, likes: 0, tags: 0.5 },
      kinds: ['visual', 'likes', 'tags'],
    })
    const alone = await rowsOf('helmet', { kind: 'likes' })
    expect(names(alone.likes)).toEqual(others.slice(30))
    expect(alone).toMatchObject({ blend: null, visual: null, tags: null, alone: 'likes' })
    expect((await rowsOf('helmet', { kind: 'blend' })).blend).toHaveLength(60)
  })

  it('hold what passes a filter, and none is left out for holding nothing', async () => {
    const rows = await rowsOf('helmet', { author: 'Ada' })
    expect(names(rows.visual)).toEqual(others.slice(0, 3))
    expect(names(rows.blend)).toEqual(others.slice(0, 3))
    expect(rows).toMatchObject({ likes: [], tags: [] })
    const page = await readModelPage('helmet', { author: 'Ada' })
    // Counted among all that any kind has.
    expect(page?.filters?.author).toEqual([
      { name: 'Bea', count: 57 },
      { name: 'Ada', count: 3 },
    ])
  })

  it('show what is the same thing on one card, and what is the same as the model on none', async () => {
    const run = await gallery.connection.value<number>('SELECT max(id) FROM Run')
    const fold = (...folded: string[]) => {
      const list = folded.map((name) => `'${name}'`).join(', ')
      return gallery.change(
        `INSERT INTO NearDuplicate (runId, modelId, groupId)
         SELECT ${run}, id, (SELECT min(id) FROM Model WHERE name IN (${list})) FROM Model WHERE name IN (${list})`,
      )
    }
    await fold('helmet', 'model-31')
    await fold('model-32', 'model-33', 'model-34')
    const rows = await rowsOf('helmet')
    expect(names(rows.likes)).toEqual(['model-30', ...others.slice(32, 45)])
    expect(names(rows.blend)).not.toContain('model-31')
  })
})

describe('what an address says of rows', () => {
  it('is taken where it can be, and what cannot is said', () => {
    expect(parseRows({})).toMatchObject({ choice: { kind: undefined }, notes: [] })
    expect(parseRows({ visual: '', tags: '0.25', kind: 'tags' })).toMatchObject({
      choice: { mix: { tags: 0.25 }, kind: 'tags' },
      notes: [],
    })
    const { choice, notes } = parseRows({ likes: 'lots', popularity: ['2', '0'], kind: 'all' })
    expect(choice).toEqual(parseRows({}).choice)
    expect(notes).toEqual([
      'likes must be a number from 0 to 1, not “lots”: 1 counts, as usual.',
      'popularity must be a number from 0 to 1, not “2”: 0 counts, as usual.',
      'kind must be one of visual, likes, tags, blend, not “all”: all rows are shown.',
    ])
    const empty = parseRows({ visual: '0', likes: '0', tags: '0', popularity: '1' })
    expect(empty.choice).toEqual(parseRows({}).choice)
    expect(empty.notes).toEqual([
      'visual, likes and tags are all 0, which leaves nothing to show: the usual mix counts.',
    ])
  })
})
