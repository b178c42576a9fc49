import { describe, expect, it, onTestFinished } from 'vitest'
import { sampleEntries } from '@/lib/catalogue/sample'
import { type Database, openDatabase } from '@/lib/database/database'
import { madeUpThumbnail } from '../setup/model-record'
import { temporaryPlaceOfFile } from '../setup/temporary'
import { HUNDRED_QUERIES } from './hundred-queries'

const place = await temporaryPlaceOfFile()

async function sample(): Promise<Database> {
  const database = await openDatabase(place)
  onTestFinished(() => database.close())
  if ((await database.catalogue.countModels()) > 0) return database
  const records = (await sampleEntries()).map((entry) => ({
    ...entry,
    thumbnail: madeUpThumbnail,
    failure: null,
  }))
  await database.catalogue.upsertModels('sample', records)
  return database
}

async function namesFound({ search, catalogue }: Database, query: string, limit = 48): Promise<string[]> {
  const { ids } = await search.listModelIds(await search.matchModels({ query }), 'relevance', null, limit)
  return (await catalogue.readListedModels(ids)).map(({ name }) => name)
}

it('puts first what a person expects, for a hundred queries at the sample catalogue', async () => {
  const database = await sample()
  expect(HUNDRED_QUERIES.length).toBeGreaterThanOrEqual(100)
  const missed: string[] = []
  for (const [query, wanted] of HUNDRED_QUERIES) {
    const [first = 'nothing'] = await namesFound(database, query, 1)
    const isThat = typeof wanted === 'string' ? first === wanted : wanted.test(first)
    if (!isThat) missed.push(`${query}: ${first}, not ${wanted}`)
  }
  expect(missed).toEqual([])
})

describe('the words that found nothing before', () => {
  it('finds all cats by “cats”', async () => {
    const found = await namesFound(await sample(), 'cats')
    expect(found).toEqual(expect.arrayContaining(['Cat face', 'Black cat', 'Grinning cat', 'Tiger']))
  })

  it('puts all that are cars before what begins with “car”', async () => {
    const found = await namesFound(await sample(), 'car', 100)
    const places = (names: string[]) => names.map((name) => found.indexOf(name))
    const cars = places(['Police car', 'Racing car', 'Railway car', 'Tram car'])
    const others = places(['Carrot', 'Carp streamer', 'Carousel horse'])
    expect(Math.min(...cars, ...others)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...cars)).toBeLessThan(Math.min(...others))
  })

  it('finds what is tagged with space, and ships, by “spaceship”', async () => {
    const found = await namesFound(await sample(), 'spaceship')
    expect(found).toEqual(expect.arrayContaining(['Ship', 'Rocket', 'Alien', 'Satellite']))
  })
})

it('suggests a tag or a category before models where it is what was typed and they only have it', async () => {
  const { search } = await sample()
  const kinds = async (query: string) => {
    const suggestions = await search.suggest(await search.matchModels({ query }), { models: 6, names: 4 })
    return [...new Set(suggestions.map(({ kind }) => kind))]
  }
  expect((await kinds('fruit'))[0]).toBe('tag')
  expect((await kinds('travel & places'))[0]).toBe('category')
  expect((await kinds('guitar'))[0]).toBe('model')
  expect(await kinds('microsoft')).toEqual(['author'])
})
