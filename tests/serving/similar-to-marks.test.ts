import { afterAll, describe, expect, it } from 'vitest'
import { markedListSchema } from '@/lib/serving/schemas'
import { ask } from '../app/admin-fixture'
import { servedGallery } from './gallery'

const gallery = await servedGallery()
const { parseMarks, readMarkedPage } = await import('@/lib/serving/marked-page')

afterAll(async () => (await globalThis.recASketchVectors?.catch(() => undefined))?.thread.close())

const near = (query: string) => ask('GET', `/api/similar?${query}`)

async function found(query: string) {
  const answer = await near(query)
  expect(answer.status).toBe(200)
  const { similar, ...rest } = markedListSchema.parse(await answer.json())
  return { ...rest, names: similar.map(({ model }) => model.name), similar }
}

async function refused(query: string): Promise<[number, string]> {
  const answer = await near(query)
  const { detail } = await answer.json()
  return [answer.status, detail]
}

/** Reds, a green that is near to one of them, a blue. */
const COLOURS = {
  ruby: [1, 0, 0],
  brick: [0.8, 0.6, 0],
  wine: [0.8, 0, 0.6],
  meadow: [0, 1, 0],
  sky: [0, 0, 1],
}

describe('what is near to models with a plus and far from those with a minus', () => {
  it('cannot be told while nothing is published, or the run has kept no vectors', async () => {
    await gallery.add(
      ...Object.keys(COLOURS).map((name) => ({ name, tags: name === 'sky' ? ['cold'] : ['warm'] })),
    )
    expect((await refused('plus=ruby'))[0]).toBe(503)
    const { marks } = parseMarks({ plus: 'ruby' })
    expect(await readMarkedPage(marks, {})).toMatchObject({ run: null, similar: [], plus: [{ uid: 'ruby' }] })
    await gallery.publish({ ruby: ['brick'] }, 'vgg16')
    const [status, said] = await refused('plus=ruby')
    expect(status).toBe(503)
    expect(said).toContain('has kept no vectors')
    expect(await readMarkedPage(marks, {})).toMatchObject({ notLookedThrough: 'no-vectors', similar: [] })
  })

  it('comes nearest first, without what is marked, and turns away from what has a minus', async () => {
    await gallery.publish(
      { ruby: ['brick'], brick: [], wine: [], meadow: [], sky: [] },
      'default',
      undefined,
      {
        recipeId: 'default',
        vectors: COLOURS,
      },
    )
    expect((await found('plus=ruby')).names).toEqual(['brick', 'wine', 'meadow', 'sky'])
    const away = await found('plus=ruby&minus=meadow')
    expect(away.names).toEqual(['wine', 'brick', 'sky'])
    expect(away).toMatchObject({ plus: [{ uid: 'ruby' }], minus: [{ uid: 'meadow' }], leftOut: [] })
    expect(away.similar.map(({ rank, closeness, band }) => [rank, closeness, band])).toEqual([
      [1, null, null],
      [2, null, null],
      [3, null, null],
    ])
    expect((await found('plus=ruby, sky,ruby&limit=1')).names).toEqual(['wine'])
  })

  it('passes filters, whose counts are of what is near', async () => {
    expect((await found('plus=ruby&tag=cold')).names).toEqual(['sky'])
    const page = await readMarkedPage({ plus: ['ruby'], minus: [] }, { tag: 'warm' })
    expect(page.similar.map(({ model }) => model.name)).toEqual(['brick', 'wine', 'meadow'])
    expect(page.filters?.tag).toEqual([
      { name: 'warm', count: 3 },
      { name: 'cold', count: 1 },
    ])
    // Nobody knows who made any of them: nothing to filter by.
    expect(page.filters).toMatchObject({ author: null, notAuthor: null, animated: null, faces: null })
  })

  it('leaves out what came after the run, and says which that is', async () => {
    await gallery.add({ name: 'late plum' })
    expect(await found('plus=ruby,late-plum&minus=meadow')).toMatchObject({
      leftOut: ['late-plum'],
      names: ['wine', 'brick', 'sky'],
    })
    expect(await found('plus=late-plum')).toMatchObject({ leftOut: ['late-plum'], names: [] })
    const page = await readMarkedPage({ plus: ['late-plum'], minus: [] }, {})
    expect(page.leftOut.map(({ name }) => name)).toEqual(['late plum'])
  })

  it('is refused in a sentence by the API for marks that cannot be', async () => {
    const many = Array.from({ length: 500 }, (_, place) => `m${place}`).join()
    const refusals: [string, number, string][] = [
      ['', 400, 'plus must name at least one model (it is “”).'],
      ['minus=ruby', 400, 'plus must name at least one model (it is “”).'],
      [
        'plus=ruby,sky&minus=sky',
        400,
        'minus must not name what plus names, as it does “sky” (it is “sky”).',
      ],
      [`plus=${many}`, 400, 'plus may name at most 50 models, and names 500 (it is “m0,m1,'],
      ['plus=ruby,nobody', 404, 'There is no model “nobody”.'],
      ['plus=ruby&minus=nobody', 404, 'There is no model “nobody”.'],
      ['plus=ruby&limit=1000', 400, 'limit must be from 1 to 100'],
      ["plus=' OR 1=1 --", 404, "There is no model “' OR 1=1 --”."],
    ]
    for (const [query, status, said] of refusals) {
      const [refusal, detail] = await refused(query)
      expect([refusal, detail.slice(0, said.length)], query).toEqual([status, said])
    }
  })

  it('is shown without them by the page, which says so', async () => {
    const many = Array.from({ length: 500 }, (_, place) => `m${place}`)
    const { marks, notes } = parseMarks({ plus: [many.join()], minus: 'm1,sky' })
    expect(marks).toEqual({ plus: many.slice(0, 50), minus: ['sky'] })
    expect(notes).toEqual([
      'Of 500 models with a plus the first 50 count.',
      'One model has both a plus and a minus in the address: the plus counts.',
    ])
    const page = await readMarkedPage({ plus: ['ruby', 'nobody'], minus: ['nothing'] }, {})
    expect(page.notes).toEqual(['2 models of the address are not in the catalogue, and left out.'])
    expect(page.similar.length).toBeGreaterThan(0)
    expect(parseMarks({})).toEqual({ marks: { plus: [], minus: [] }, notes: [] })
  })
})
