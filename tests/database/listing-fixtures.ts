import { expect } from 'vitest'
import type { Database, ListingPosition, ModelFilter, ModelOrder } from '@/lib/database/database'
import { temporaryDatabase } from '../setup/temporary'

type Entry = {
  name: string
  tags?: string[]
  categories?: string[]
  license?: string | null
  likes?: number
  published?: string
}

export const thumbnail = { hash: 'a'.repeat(64), width: 10, height: 10 }

/** A catalogue of these models; their ids count from 1 in this order. */
export async function catalogueOf(entries: Entry[]): Promise<Database> {
  const { database, connection } = temporaryDatabase()
  const records = entries.map(({ name, tags = [], categories = [], license = null }, place) => ({
    sourceKey: `${place}`,
    uidCandidates: [`${place}`],
    name,
    url: null,
    author: null,
    license,
    tags,
    categories,
    labels: {},
    thumbnail,
    failure: null,
  }))
  await database.catalogue.upsertModels('folder', records)
  const set = connection.prepare('UPDATE Model SET likeCount = ?, publishedAt = ? WHERE id = ?')
  entries.forEach(({ likes = 0, published = null }, place) => set.run(likes, published, place + 1))
  return database
}

export const page = async (
  database: Database,
  filter: ModelFilter,
  order: ModelOrder,
  position: ListingPosition | null,
  limit: number,
) => await database.search.listModelIds(await database.search.matchModels(filter), order, position, limit)

export const list = async (database: Database, filter: ModelFilter, order: ModelOrder = 'relevance') =>
  (await page(database, filter, order, null, 1000)).ids

export const count = async (database: Database, filter: ModelFilter, limit: number) =>
  await database.search.countMatchesUpTo(await database.search.matchModels(filter), limit)

/** Imports a model again that is called and licensed otherwise. */
export async function rename(
  database: Database,
  sourceKey: string,
  changed: { name: string; license: string },
) {
  const record = { sourceKey, uidCandidates: [sourceKey], url: null, author: null, tags: [], categories: [] }
  await database.catalogue.upsertModels('folder', [
    { ...record, ...changed, labels: {}, thumbnail, failure: null },
  ])
}

/** All pages of a listing, one after the other. */
export async function walk(
  database: Database,
  filter: ModelFilter,
  order: ModelOrder,
  limit: number,
): Promise<number[]> {
  const ids: number[] = []
  let position: ListingPosition | null = null
  do {
    const found = await page(database, filter, order, position, limit)
    expect(found.ids.length).toBeLessThanOrEqual(limit)
    ids.push(...found.ids)
    position = found.next
  } while (position)
  return ids
}

export const tools = () =>
  catalogueOf([
    { name: 'old hammer', tags: ['tool', 'wood'], categories: ['Tools'], license: 'CC0', likes: 3 },
    { name: 'saw', tags: ['tool', 'wood', 'old'], categories: ['Tools'], license: 'CC BY', likes: 9 },
    { name: 'Teapot', tags: ['kitchen'], categories: ['Kitchen'], license: 'CC0', likes: 9 },
    { name: 'tea', tags: ['drink', 'kitchen'], categories: ['Kitchen'], likes: 1 },
    { name: 'cup', tags: ['tea', 'kitchen'], categories: ['Kitchen', 'Tools'], likes: 0 },
    { name: 'café au lait', tags: ['drink'], categories: [], likes: 0 },
  ])
