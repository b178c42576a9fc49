import { expect, it } from 'vitest'
import { z } from 'zod'
import { foldCards } from '@/components/models/fold-cards'
import { toCard } from '@/components/models/to-card'
import { ask } from '../app/admin-fixture'
import { modelView } from '../fixtures/model-view'
import { servedGallery } from './gallery'

const gallery = await servedGallery()
const { readModelPage } = await import('@/lib/serving/model-page')

const list = z.object({
  runId: z.number(),
  groups: z.array(z.object({ group: z.number(), models: z.array(z.object({ name: z.string() })) })),
  nextCursor: z.string().nullable(),
})

async function groupsOf(query = '') {
  const answer = await ask('GET', `/api/near-duplicates${query}`)
  expect(answer.status).toBe(200)
  const { groups, nextCursor } = list.parse(await answer.json())
  return { names: groups.map(({ models }) => models.map(({ name }) => name)), nextCursor }
}

/** Folds models under a run, by their names. */
async function fold(runId: number, ...groups: string[][]) {
  for (const names of groups) {
    const quoted = names.map((name) => `'${name}'`).join(', ')
    await gallery.change(
      `INSERT INTO NearDuplicate (runId, modelId, groupId)
       SELECT ${runId}, id, (SELECT min(id) FROM Model WHERE name IN (${quoted})) FROM Model WHERE name IN (${quoted})`,
    )
  }
}

const cups = Array.from({ length: 40 }, (_, place) => `cup ${place}`)
const pans = ['pan 1', 'pan 2', 'pan 3']

it('nothing is listed while nothing is published', async () => {
  expect((await ask('GET', '/api/near-duplicates')).status).toBe(503)
})

it('a page shows what is the same thing apart, folds the rest, and has as many look-alikes as ever', async () => {
  await gallery.add(...['mug', 'mug once more', ...pans, ...cups].map((name) => ({ name })))
  const runId = await gallery.publish({ mug: ['mug once more', ...pans, ...cups] })
  await fold(runId, ['mug', 'mug once more'], pans)
  const page = await readModelPage('mug')
  expect(page?.same).toMatchObject({ count: 1, models: [{ name: 'mug once more' }] })
  const cards = foldCards((page?.similar ?? []).map(({ model }) => toCard(model)))
  expect(cards).toHaveLength(24)
  expect(cards[0]).toMatchObject({ name: 'pan 1', folded: [{ name: 'pan 2' }, { name: 'pan 3' }] })
  expect(cards[1]?.folded).toBeUndefined()
  expect(page?.similar[0]?.rank).toBe(2)
  expect((await readModelPage('cup-3'))?.same).toBeNull()
})

it('a model of which only the same thing is close has a page, and not a word of failures', async () => {
  const runId = await gallery.publish({ 'pan 1': ['pan 2', 'pan 3'] })
  await fold(runId, pans)
  expect(await readModelPage('pan-1')).toMatchObject({
    similar: [],
    nothingSimilar: null,
    same: { count: 2 },
  })
})

it('the API lists groups, page by page', async () => {
  const runId = await gallery.publish({ mug: cups })
  await fold(runId, ['mug', 'mug once more'], pans, cups.slice(0, 2))
  expect(await groupsOf()).toEqual({
    names: [['mug', 'mug once more'], pans, ['cup 0', 'cup 1']],
    nextCursor: null,
  })
  const first = await groupsOf('?limit=1')
  expect(first.names).toEqual([['mug', 'mug once more']])
  expect((await groupsOf(`?limit=2&cursor=${first.nextCursor}`)).names).toEqual([pans, ['cup 0', 'cup 1']])
  for (const query of ['?cursor=x', '?cursor=-1', '?cursor=99999999999', '?limit=0'])
    expect((await ask('GET', `/api/near-duplicates${query}`)).status).toBe(400)
  const model: unknown = await (await ask('GET', '/api/models/pan-2')).json()
  expect(model).toMatchObject({ nearDuplicates: { count: 2 } })
})

it('cards of one group lie behind the first of them, and the others keep their order', () => {
  const card = (name: string, group?: number) => ({
    ...toCard(modelView({ uid: name, name })),
    nearDuplicates: group === undefined ? null : { group, count: 1 },
  })
  const folded = foldCards([card('a'), card('b', 1), card('c', 2), card('d', 1), card('e')])
  expect(folded.map(({ name, folded: behind = [] }) => [name, behind.map((one) => one.name)])).toEqual([
    ['a', []],
    ['b', ['d']],
    ['c', []],
    ['e', []],
  ])
})
