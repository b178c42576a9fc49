import { expect } from 'vitest'
import type { Database, ListingPosition, ModelFilter, ModelOrder } from '@/lib/database/database'
import { madeUpThumbnail } from '../../setup/model-record'
import { temporaryDatabase } from '../../setup/temporary'

export type Entry = {
  name: string
  tags?: string[]
  categories?: string[]
  license?: string | null
  author?: string | null
  likes?: number
  published?: string
  faces?: number | null
  isDownloadable?: boolean
  isAnimated?: boolean
}

/** A model as the fixtures have it, with its place as its uid. */
function recordOf(entry: Entry, place: number) {
  const { name, tags = [], categories = [], license = null, author = null, likes = 0, published } = entry
  return {
    uid: `${place}`,
    name,
    description: null,
    url: 'https://example.org',
    embedUrl: 'https://example.org',
    author,
    authorUrl: null,
    license,
    tags,
    categories,
    likeCount: likes,
    viewCount: 0,
    faceCount: entry.faces ?? null,
    isDownloadable: entry.isDownloadable ?? false,
    isAnimated: entry.isAnimated ?? false,
    ageRestricted: false,
    publishedAt: published ?? null,
    thumbnailUrl: 'https://example.org/thumbnail',
  }
}

/** A catalogue of these models; their ids count from 1 in this order. */
export async function catalogueOf(entries: Entry[]): Promise<Database> {
  const { database } = await temporaryDatabase()
  await database.catalogue.upsertSketchfabModels(entries.map(recordOf), '2026-01-01T00:00:00.000Z')
  for (const { modelId } of await database.thumbnails.listPendingThumbnails())
    await database.thumbnails.setThumbnail(modelId, madeUpThumbnail)
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

/** Takes a model in again that is called and licensed otherwise. */
export async function rename(
  { catalogue }: Database,
  place: number,
  changed: { name: string; license: string; author?: string },
) {
  await catalogue.upsertSketchfabModels([recordOf(changed, place)], '2026-01-02T00:00:00.000Z')
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
