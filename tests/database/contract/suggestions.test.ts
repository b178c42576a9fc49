import { expect, it } from 'vitest'
import type { Database } from '@/lib/database/database'
import { madeUpThumbnail, modelRecord } from '../../setup/model-record'
import { temporaryDatabase } from '../../setup/temporary'

type Model = {
  name: string
  tags?: string[]
  categories?: string[]
  author?: string | null
  isListed?: boolean
}

async function write({ catalogue }: Database, models: readonly Model[]): Promise<void> {
  const records = models.map(({ name, tags = [], categories = [], author = null, isListed = true }) =>
    modelRecord(name, { name, tags, categories, author, thumbnail: isListed ? madeUpThumbnail : null }),
  )
  await catalogue.upsertModels('folder', records)
}

async function catalogueOf(models: readonly Model[]): Promise<Database> {
  const { database } = await temporaryDatabase()
  await write(database, models)
  return database
}

/** What is suggested, as a person reads it. */
async function suggested(
  { search, catalogue }: Database,
  query: string,
  most = { models: 6, names: 4 },
): Promise<string[]> {
  const suggestions = await search.suggest(await search.matchModels({ query }), most)
  const ids = suggestions.flatMap((one) => (one.kind === 'model' ? one.id : []))
  const names = new Map((await catalogue.readListedModels(ids)).map(({ id, name }) => [id, name]))
  return suggestions.map((one) =>
    one.kind === 'model' ? (names.get(one.id) ?? '') : `${one.kind} ${one.name} (${one.count})`,
  )
}

const INSTRUMENTS: Model[] = [
  { name: 'Bass guitar', tags: ['guitars', 'low'], categories: ['Music'], author: 'Ada Guitarist' },
  { name: 'Guitar', tags: ['guitars', 'Wood'], categories: ['Music'], author: 'Guido' },
  { name: 'Lute', tags: ['wood'], categories: ['Music'], author: 'Guido' },
  { name: 'Stool', tags: ['wood', 'guitar stand'], categories: ['Furniture'], author: 'Zoë Łąka' },
  { name: 'Unseen', tags: ['guitars', 'ghosts'], categories: ['Ghosts'], author: 'Ghost', isListed: false },
]

it('suggests models, tags, categories and authors by what has been typed of them, and counts what is listed', async () => {
  const catalogue = await catalogueOf(INSTRUMENTS)
  expect(await suggested(catalogue, 'gui')).toEqual([
    'Bass guitar',
    'Guitar',
    'Stool',
    'tag guitars (2)',
    'tag guitar stand (1)',
    'author Guido (2)',
    'author Ada Guitarist (1)',
  ])
  expect(await suggested(catalogue, 'mus')).toEqual(['category Music (3)'])
  expect(await suggested(catalogue, 'LAKA zoe')).toEqual(['author Zoë Łąka (1)'])
  expect(await suggested(catalogue, 'ghosts')).toEqual([])
})

it('puts the kind first whose name is what was typed, then whole words, then beginnings', async () => {
  const catalogue = await catalogueOf(INSTRUMENTS)
  expect((await suggested(catalogue, 'guitar'))[0]).toBe('Guitar')
  expect((await suggested(catalogue, 'guitars'))[0]).toBe('tag guitars (2)')
  expect(await suggested(catalogue, 'wood')).toEqual([
    'tag wood (2)',
    'tag Wood (1)',
    'Guitar',
    'Lute',
    'Stool',
  ])
  expect(await suggested(catalogue, 'guido')).toEqual(['author Guido (2)'])
})

it('suggests as many as it is asked for, those that most models have', async () => {
  const catalogue = await catalogueOf(
    Array.from({ length: 12 }, (_, place) => ({
      name: `Thing ${place}`,
      tags: Array.from({ length: place + 1 }, (_, tag) => `thing${String.fromCharCode(97 + tag)}`),
    })),
  )
  expect(await suggested(catalogue, 'thing', { models: 2, names: 3 })).toEqual([
    'Thing 0',
    'Thing 1',
    'tag thinga (12)',
    'tag thingb (11)',
    'tag thingc (10)',
  ])
})

it('suggests what was meant, and what is found within words without spaces', async () => {
  const catalogue = await catalogueOf([
    { name: 'Guitar', tags: ['guitar'] },
    { name: '赤い椅子', tags: ['椅子'], author: '田中' },
    { name: '🐉 dragon', tags: ['🐉'] },
  ])
  expect(await suggested(catalogue, 'gitar')).toEqual(['Guitar', 'tag guitar (1)'])
  expect(await suggested(catalogue, '椅子')).toEqual(['tag 椅子 (1)', '赤い椅子'])
  expect(await suggested(catalogue, '子')).toContain('tag 椅子 (1)')
  expect(await suggested(catalogue, '田')).toEqual(['author 田中 (1)'])
  expect(await suggested(catalogue, '🐉')).toEqual(['tag 🐉 (1)', '🐉 dragon'])
  for (const query of ['', '?!', '"', '%', "'; DROP TABLE SearchName; --"])
    expect(await suggested(catalogue, query), query).toEqual([])
})

it('knows names as they are now', async () => {
  const catalogue = await catalogueOf([
    { name: 'Pot', tags: ['clay', 'old'], author: 'Ann' },
    { name: 'Jug', tags: ['clay'], author: 'Ann' },
  ])
  await write(catalogue, [{ name: 'Pot', tags: ['tin'], author: 'Bob' }])
  expect(await suggested(catalogue, 'cla')).toEqual(['Jug', 'tag clay (1)'])
  expect(await suggested(catalogue, 'old')).toEqual([])
  expect(await suggested(catalogue, 'ann')).toEqual(['author Ann (1)'])
  expect(await suggested(catalogue, 'bob')).toEqual(['author Bob (1)'])
  await catalogue.catalogue.removeModels('folder', ['Pot', 'Jug'])
  for (const query of ['tin', 'clay', 'ann', 'bob', 'pot'])
    expect(await suggested(catalogue, query)).toEqual([])
})

it('keeps count of words and names, and nothing of what no model has', async () => {
  const { database, connection } = await temporaryDatabase()
  await write(database, INSTRUMENTS)
  await write(
    database,
    INSTRUMENTS.map((model) => ({ ...model, tags: ['wood'], author: 'Guido' })),
  )
  expect(await connection.rows('SELECT word, reversed, models FROM SearchWord ORDER BY word')).toEqual([
    { word: 'bass', reversed: 'ssab', models: 1 },
    { word: 'guitar', reversed: 'ratiug', models: 2 },
    { word: 'lute', reversed: 'etul', models: 1 },
    { word: 'stool', reversed: 'loots', models: 1 },
    { word: 'unseen', reversed: 'neesnu', models: 1 },
    { word: 'wood', reversed: 'doow', models: 5 },
  ])
  expect(
    await connection.values("SELECT name FROM SearchName WHERE kind <> 'category' ORDER BY name"),
  ).toEqual(['Guido', 'wood'])
  await database.catalogue.removeModels(
    'folder',
    INSTRUMENTS.map(({ name }) => name),
  )
  expect(await connection.values('SELECT word FROM SearchWord')).toEqual([])
  expect(await connection.values('SELECT name FROM SearchName')).toEqual([])
})

it('suggests no name that is too long to be one, and finds models by it all the same', async () => {
  const long = 'x'.repeat(250)
  const catalogue = await catalogueOf([
    { name: 'Pot', tags: [long, 'y'.repeat(150)], author: 'z '.repeat(2_000) },
  ])
  expect(await suggested(catalogue, 'xxx')).toEqual(['Pot'])
  expect(await suggested(catalogue, 'y'.repeat(120))).toEqual(['Pot', `tag ${'y'.repeat(150)} (1)`])
  expect(await suggested(catalogue, 'z')).toEqual([])
})
