import { expect, it } from 'vitest'
import { z } from 'zod'
import type { Calibration } from '@/lib/facts/closeness'
import { similarModelSchema } from '@/lib/serving/schemas'
import { servedGallery } from './gallery'

const gallery = await servedGallery()
const { readModelPage } = await import('@/lib/serving/model-page')
const { listSimilarModels } = await import('@/lib/serving/list-similar')

/** Of made-up scores, which fall from 0.9 by tenths: 0.95, 0.8, 0.65, 0.5, 0.35, 0.2, 0.05. */
const calibration: Calibration = {
  method: 'isotonic',
  label: 'label',
  pairs: 1000,
  error: 0.01,
  scores: [0.3, 0.9],
  probabilities: [0.05, 0.95],
}

const pageOf = async (uid: string) => {
  const page = await readModelPage(uid)
  return page && { ...page, names: page.similar.map(({ model }) => model.name) }
}

const pots = ['pot 1', 'pot 2', 'pot 3', 'pot 4', 'pot 5', 'pot 6', 'pot 7']

it('a run that does not know how close scores are lists all neighbours, and says nothing of closeness', async () => {
  await gallery.add(
    { name: 'rocket', tags: ['flies', 'red', 'toy'], categories: ['Space'] },
    ...pots.map((name) => ({ name, tags: ['red'] })),
    { name: 'kite', tags: ['flies'] },
    { name: 'crow', tags: ['flies'] },
    { name: 'moth', tags: ['flies'] },
    { name: 'plane', tags: ['flies', 'toy'] },
    { name: 'stone', tags: ['grey'], categories: ['Space'] },
    { name: 'moon', categories: ['Space'] },
    { name: 'mars', categories: ['Space'] },
    { name: 'sun', categories: ['Space'] },
    { name: 'unknown' },
  )
  for (const [name, likes] of [
    ['kite', 5],
    ['crow', 9],
    ['sun', 1],
  ] as const)
    await gallery.change(`UPDATE Model SET likeCount = ${likes} WHERE name = '${name}'`)
  await gallery.publish({ rocket: pots })
  const page = await pageOf('rocket')
  expect(page).toMatchObject({ names: pots, isFew: false, also: null, run: { closenessBy: null } })
  expect(page?.similar[0]).toMatchObject({ closeness: null, band: null })
})

it('a list ends where closeness ends, in the API as on the page', async () => {
  await gallery.publish({ rocket: pots }, 'a-recipe', calibration)
  const page = await pageOf('rocket')
  expect(page?.similar.map(({ rank, closeness, band }) => [rank, closeness, band])).toEqual([
    [1, 0.95, 'nearly-the-same'],
    [2, 0.8, 'nearly-the-same'],
    [3, 0.65, 'close'],
    [4, 0.5, 'close'],
    [5, 0.35, 'same-mood'],
  ])
  expect(page?.run).toMatchObject({ closenessBy: 'labels' })
  const asked = new Request('http://localhost/api/models/rocket/similar?limit=100')
  const answer = await listSimilarModels.respond(asked, { uid: 'rocket' }, '')
  const { similar } = z.object({ similar: z.array(similarModelSchema) }).parse(await answer.json())
  expect(similar).toHaveLength(5)
})

it('where fewer than six are close, the page goes on with the rarest tag that enough others have: near ones first, then liked ones', async () => {
  await gallery.publish({ rocket: ['pot 1', ...pots.slice(1), 'moth'] }, 'a-recipe', calibration)
  const page = await pageOf('rocket')
  expect(page?.isFew).toBe(true)
  // Of “toy” there is one other, too few; “red” is commoner, and what is shown is not shown again.
  expect(page?.also).toMatchObject({ by: 'tag', name: 'flies' })
  expect(page?.also?.models.map(({ name }) => name)).toEqual(['moth', 'crow', 'kite', 'plane'])
})

it('none close: nothing is called a look-alike, and a model without such a tag goes by its category', async () => {
  const nothing = { ...calibration, probabilities: [0.01, 0.1] }
  await gallery.publish({ stone: ['pot 1'], unknown: ['pot 1'] }, 'a-recipe', nothing)
  const page = await pageOf('stone')
  expect(page).toMatchObject({ names: [], isFew: true, nothingSimilar: null })
  expect(page?.also).toMatchObject({ by: 'category', name: 'Space' })
  expect(page?.also?.models.map(({ name }) => name)).toEqual(['sun', 'rocket', 'moon', 'mars'])
  expect(await pageOf('unknown')).toMatchObject({ names: [], isFew: true, also: null })
})

it('six that are close are enough', async () => {
  const all = { ...calibration, probabilities: [0.24, 0.95] }
  await gallery.publish({ rocket: [...pots, 'moth', 'crow'] }, 'a-recipe', all)
  expect(await pageOf('rocket')).toMatchObject({ names: pots.slice(0, 6), isFew: false, also: null })
})

it('few neighbours of which all are close are no reason to go on, nor is a calibration that cannot be read', async () => {
  await gallery.publish({ rocket: pots.slice(0, 2) }, 'a-recipe', calibration)
  expect(await pageOf('rocket')).toMatchObject({ names: pots.slice(0, 2), isFew: false, also: null })
  await gallery.publish({ rocket: pots }, 'a-recipe', calibration)
  await gallery.change(`UPDATE IndexRun SET calibration = '{"of":"another version"}'`)
  expect(await pageOf('rocket')).toMatchObject({ names: pots, run: { closenessBy: null } })
})
