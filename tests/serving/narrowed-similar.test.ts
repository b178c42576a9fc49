import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { openDatabase } from '@/lib/database/database'
import type { LookAlikeFilter } from '@/lib/serving/views'
import { similarListSchema } from '@/lib/serving/schemas'
import { catalogueOfDrawings } from '../indexing/job-fixtures'
import { openRaw } from '../setup/raw-database'
import { temporaryPlaceOfFile } from '../setup/temporary'

const place = await temporaryPlaceOfFile()
const setEnvironment = () =>
  Object.entries(place.environment).forEach(([name, value]) => vi.stubEnv(name, value))
setEnvironment()
const database = await openDatabase(place)
const connection = await openRaw(place.databaseUrl)
const { listSimilarModels } = await import('@/lib/serving/list-similar')
const { readModelPage } = await import('@/lib/serving/model-page')

beforeAll(setEnvironment)
afterAll(async () => {
  await (await globalThis.recASketchVectors?.catch(() => undefined))?.thread.close()
  await connection.close()
  await database.close()
})

const MODEL = 'circle-teal'

async function listed(parameters: string) {
  const request = new Request(`http://localhost/api/models/${MODEL}/similar?limit=100&${parameters}`)
  const answer = await listSimilarModels.respond(request, { uid: MODEL }, '')
  return similarListSchema.parse(await answer.json()).similar
}

const CHANGES = [
  "UPDATE Model SET author = 'Ada' WHERE id % 3 = 0",
  "UPDATE Model SET author = 'Bea' WHERE id % 3 = 1",
  `UPDATE Model SET author = 'Ada' WHERE uid = '${MODEL}'`,
  'UPDATE Model SET likeCount = id, faceCount = id * 10 WHERE id % 4 <> 0',
]

/** Over PostgreSQL a process takes a revision that it has read for the current one for nearly half a second. */
const seen = () => (inject('postgresql') ? delay(450) : undefined)

const FILTERS = [
  'author=Ada',
  'notAuthor=true',
  'minLikes=8',
  'minFaces=30&maxFaces=170',
  'author=Bea&minLikes=5',
]

describe('what looks like a model and passes a filter', () => {
  it('is, where the run has stored too few, filled up with the next by its vectors, scored as if they were stored', async () => {
    const { run } = await catalogueOfDrawings({ opened: { ...place, database, connection } })
    for (const change of CHANGES) await connection.run(change)
    const publish = async (neighbours: number) => {
      await run({ neighbours })
      // So that lists end nowhere but at their end.
      await connection.run('UPDATE IndexRun SET calibration = NULL')
      await connection.run('UPDATE CatalogueRevision SET revision = revision + 1')
      await seen()
    }
    await publish(23)
    const whole = await Promise.all(FILTERS.map(listed))
    await publish(3)
    expect(await listed('')).toHaveLength(3)
    for (const [place, filter] of FILTERS.entries()) {
      const expected = whole[place] ?? []
      const found = await listed(filter)
      expect(expected.length, filter).toBeGreaterThan(3)
      expect(found.map(({ rank }) => rank)).toEqual(expected.map((_, rank) => rank + 1))
      const scoreOf = new Map(expected.map(({ model, score }) => [model.uid, score]))
      // Vectors are kept rounded: of two that are as near, either may come first.
      for (const [at, { model, score }] of found.entries()) {
        expect(score, `${filter} ${model.uid}`).toBeCloseTo(scoreOf.get(model.uid) ?? Number.NaN, 2)
        expect(score).toBeCloseTo(expected[at]?.score ?? Number.NaN, 2)
        expect(score).toBeLessThanOrEqual(found[at - 1]?.score ?? 1)
      }
      expect(found.map(({ model }) => model.uid).sort()).toEqual(
        expected.map(({ model }) => model.uid).sort(),
      )
    }
  })

  it('is on the page what the API lists, with what can be chosen and how many have it', async () => {
    const filter: LookAlikeFilter = { author: 'Ada' }
    const page = await readModelPage(MODEL, filter)
    const api = await listed('author=Ada')
    expect(page?.similar).toEqual(api)
    expect(page?.filters).toMatchObject({ chosen: filter, license: null, downloadable: null, animated: null })
    expect(page?.filters?.author?.map(({ name }) => name)).toContain('Ada')
    expect(page?.filters?.faces).toEqual({ least: 10, most: 230 })
    expect(page?.notLookedThrough).toBeNull()
    const whole = await readModelPage(MODEL)
    expect(whole?.similar).toHaveLength(3)
    const others = await readModelPage(MODEL, { notAuthor: true })
    const counted = whole?.similar.filter(({ model }) => model.author !== 'Ada')
    expect(whole?.filters?.notAuthor).toBe(counted?.length)
    expect(others?.similar.every(({ model }) => model.author !== 'Ada')).toBe(true)
  })

  it('is nothing where nothing passes, and what is no filter is refused with what it must be', async () => {
    expect(await listed('tag=no such tag')).toEqual([])
    expect(await listed('minFaces=2147483647')).toEqual([])
    expect((await listed('author=&minLikes=&animated=')).length).toBe(3)
    const refusals: [string, string][] = [
      ['minLikes=many', 'minLikes must be a whole number from 0 to 2147483647 (it is “many”).'],
      ['minFaces=9&maxFaces=3', 'minFaces must not be more than maxFaces, which is 3 (it is “9”).'],
      ['animated=yes', 'animated must be true or false (it is “yes”).'],
      ['maxFaces=-1', 'maxFaces must be a whole number from 0 to 2147483647 (it is “-1”).'],
      [`tag=${'x'.repeat(400)}`, 'tag must have at most 300 characters (it is “xxx'],
    ]
    for (const [parameters, said] of refusals) await expect(listed(parameters)).rejects.toThrow(said)
  })

  it('is, of a run that keeps no vectors, what that has stored, and the page says so', async () => {
    await connection.run('DELETE FROM VectorBlock')
    await (await globalThis.recASketchVectors)?.thread.close()
    const stored = await listed('')
    const found = await listed('author=Ada')
    expect(found.length).toBeLessThanOrEqual(stored.length)
    expect((await readModelPage(MODEL, { author: 'Ada' }))?.notLookedThrough).toBe('no-vectors')
  })
})
