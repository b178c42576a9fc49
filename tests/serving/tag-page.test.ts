import { beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { parseSelection } from '@/lib/serving/browse-selection'
import { encodeCursor } from '@/lib/serving/cursor'
import { ask } from '../app/admin-fixture'
import { servedGallery } from './gallery'

const gallery = await servedGallery()
const { readBrowsePage } = await import('@/lib/serving/models')
const { database } = await import('@/lib/serving/database')

const swords = Array.from({ length: 60 }, (_, place) => `sword ${place}`)

/** Ranks models under a run by the place of a tag, by their names. */
async function rank(runId: number, tag: string, own: string[], close: string[]) {
  const ids = new Map<string, number>()
  for (const name of [...own, ...close])
    ids.set(name, (await gallery.connection.value<number>('SELECT id FROM Model WHERE name = ?', name)) ?? 0)
  const idsOf = (names: string[]) => Int32Array.from(names, (name) => ids.get(name) ?? 0)
  await database().tags.writeTagPlaces(runId, [{ tag, modelIds: idsOf(own), closeIds: idsOf(close) }])
  await gallery.change('DELETE FROM TagPlace WHERE runId = 0')
}

const browse = (parameters: Record<string, string>) => readBrowsePage(parseSelection(parameters).selection)
const namesOf = ({ models }: { models: { name: string }[] }) => models.map(({ name }) => name)

const list = z.object({ models: z.array(z.object({ name: z.string() })), nextCursor: z.string().nullable() })
async function listed(query: string) {
  const answer = await ask('GET', `/api/models?tag=medieval&limit=48${query}`)
  expect(answer.status).toBe(200)
  return list.parse(await answer.json())
}

let first = 0

beforeAll(async () => {
  await gallery.add(
    ...swords.map((name, place) => ({
      name,
      tags: ['medieval'],
      categories: place < 5 ? ['Arms'] : [],
    })),
    { name: 'helmet', tags: ['iron'] },
    { name: 'shield', tags: ['iron'] },
    { name: 'car' },
  )
  // As many as their number says.
  await gallery.change("UPDATE Model SET likeCount = id - 1 WHERE name LIKE 'sword %'")
})

it('is by likes while nothing is published, and where the run has no place of the tag', async () => {
  const byLikes = swords.toReversed()
  const unpublished = await browse({ tag: 'medieval' })
  expect(namesOf(unpublished)).toEqual(byLikes.slice(0, 48))
  expect(unpublished).toMatchObject({ close: [], sorts: ['likes', 'name'] })
  first = await gallery.publish({ 'sword 0': ['sword 1'] })
  expect(namesOf(await browse({ tag: 'medieval', sort: 'fit' }))).toEqual(byLikes.slice(0, 48))
  expect(namesOf(await listed('&sort=fit'))).toEqual(byLikes.slice(0, 48))
})

it('is by the place of the tag, page after page, and says what is close', async () => {
  const ranking = ['sword 33', 'sword 2', ...swords.filter((name) => !['sword 33', 'sword 2'].includes(name))]
  await rank(first, 'medieval', ranking.slice(0, 50), ['shield', 'sword 7', 'helmet'])
  const page = await browse({ tag: 'medieval' })
  expect(namesOf(page)).toEqual(ranking.slice(0, 48))
  expect(page.sorts).toEqual(['fit', 'likes', 'name'])
  // Sword 7 has been tagged since.
  expect(page.close.map(({ name }) => name)).toEqual(['shield', 'helmet'])
  const next = await browse({ tag: 'medieval', cursor: page.nextCursor ?? '' })
  const rest = ranking.slice(50).toReversed()
  expect(namesOf(next)).toEqual([...ranking.slice(48, 50), ...rest])
  expect(next).toMatchObject({ close: [], notes: [], nextCursor: null })

  const answered = await listed('')
  expect(namesOf(answered)).toEqual(namesOf(page))
  expect(answered.nextCursor).toBe(page.nextCursor)
  expect(namesOf(await listed(`&sort=fit&cursor=${answered.nextCursor}`))).toEqual(namesOf(next))
})

it('keeps to another order that is asked for, and to a category of the tag', async () => {
  expect(namesOf(await browse({ tag: 'medieval', sort: 'likes' }))[0]).toBe('sword 59')
  expect((await browse({ tag: 'medieval', sort: 'likes' })).close).toEqual([])
  const arms = await browse({ tag: 'medieval', category: 'Arms' })
  expect(namesOf(arms)).toEqual(['sword 2', 'sword 0', 'sword 1', 'sword 3', 'sword 4'])
  expect(arms.close).toEqual([])
  expect(namesOf(await browse({ tag: 'medieval', query: 'sword 33' }))[0]).toBe('sword 33')
  expect(namesOf(await listed('&query=sword&sort=fit')).slice(0, 2)).toEqual(['sword 33', 'sword 2'])
})

it('goes on by the run that the page before was of, while that is kept', async () => {
  const page = await browse({ tag: 'medieval' })
  const second = await gallery.publish({ 'sword 0': ['sword 1'] })
  await rank(second, 'medieval', ['sword 50', 'sword 51', 'sword 52'], [])
  expect(namesOf(await browse({ tag: 'medieval' })).slice(0, 3)).toEqual(['sword 50', 'sword 51', 'sword 52'])
  expect(namesOf(await browse({ tag: 'medieval', cursor: page.nextCursor ?? '' }))).toHaveLength(12)

  await database().tags.clearTagPlaces(first)
  await gallery.change('DELETE FROM TagPlace WHERE runId = 0')
  const lost = await browse({ tag: 'medieval', cursor: page.nextCursor ?? '' })
  expect(lost.notes).toEqual([expect.stringMatching(/page that this list does not have/)])
  expect(namesOf(lost)[0]).toBe('sword 50')
  const refused = await ask('GET', `/api/models?tag=medieval&cursor=${page.nextCursor}`)
  expect(refused.status).toBe(400)
  expect(await refused.text()).toContain('cursor belongs to a listing in another order')
})

it('takes no cursor of another order, nor gives its own to one', async () => {
  const fit = encodeCursor({ order: 'fit', runId: first, rank: 1, rest: null })
  const likes = encodeCursor({ order: 'likes', likeCount: 3, id: 1 })
  const statusOf = async (query: string) => (await ask('GET', `/api/models?${query}`)).status
  expect(await statusOf(`cursor=${fit}`)).toBe(400)
  expect(await statusOf(`tag=medieval&sort=likes&cursor=${fit}`)).toBe(400)
  expect(await statusOf(`tag=medieval&query=sword&cursor=${fit}`)).toBe(400)
  // A list that began before a run knew the tag goes on as it began.
  expect(namesOf(await listed(`&cursor=${likes}`)).slice(0, 2)).toEqual(['sword 3', 'sword 2'])
  expect(await statusOf(`tag=medieval&query=sword&sort=fit&cursor=${likes}`)).toBe(400)
})
