import { expect } from 'vitest'
import type { Connection } from '@/lib/database/connection'
import { upsertModels } from '@/lib/database/catalogue'
import { listModelIds, type ListingPosition, type ModelOrder } from '@/lib/database/model-listing'
import { countMatchesUpTo, matchModels, type ModelFilter } from '@/lib/database/model-matches'
import { temporaryDatabase } from '../setup/temporary'

type Entry = {
  name: string
  tags?: string[]
  categories?: string[]
  license?: string | null
  likes?: number
  published?: string
}

export const thumbnail = { hash: 'a'.repeat(64), width: 10, height: 10, ground: null, focus: 50 }

/** A catalogue of these models; their ids count from 1 in this order. */
export function catalogueOf(entries: Entry[]): Connection {
  const { connection } = temporaryDatabase()
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
  upsertModels(connection, 'folder', records)
  const set = connection.prepare('UPDATE Model SET likeCount = ?, publishedAt = ? WHERE id = ?')
  entries.forEach(({ likes = 0, published = null }, place) => set.run(likes, published, place + 1))
  return connection
}

export const page = (
  connection: Connection,
  filter: ModelFilter,
  order: ModelOrder,
  position: ListingPosition | null,
  limit: number,
) => listModelIds(connection, matchModels(connection, filter), order, position, limit)

export const list = (connection: Connection, filter: ModelFilter, order: ModelOrder = 'relevance') =>
  page(connection, filter, order, null, 1000).ids

export const count = (connection: Connection, filter: ModelFilter, limit: number) =>
  countMatchesUpTo(connection, matchModels(connection, filter), limit)

/** Imports a model again that is called and licensed otherwise. */
export function rename(
  connection: Connection,
  sourceKey: string,
  changed: { name: string; license: string },
) {
  const record = { sourceKey, uidCandidates: [sourceKey], url: null, author: null, tags: [], categories: [] }
  upsertModels(connection, 'folder', [{ ...record, ...changed, labels: {}, thumbnail, failure: null }])
}

/** All pages of a listing, one after the other. */
export function walk(
  connection: Connection,
  filter: ModelFilter,
  order: ModelOrder,
  limit: number,
): number[] {
  const ids: number[] = []
  let position: ListingPosition | null = null
  do {
    const found = page(connection, filter, order, position, limit)
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
