import { z } from 'zod'
import { compareNames } from '@/lib/text/name-order'
import type { Dialect } from '../dialect'
import { statement, type Work } from '../statement'
import { type NearDuplicates, publishedDuplicates } from './near-duplicates'
import type { ThumbnailRow } from './thumbnails'

/** A model as readers need it: only models that have a thumbnail, and are not gone, are shown anywhere. */
export type ListedModel = {
  id: number
  uid: string
  name: string
  url: string | null
  author: string | null
  /** The author's own page, elsewhere. */
  authorUrl: string | null
  license: string | null
  likeCount: number
  ageRestricted: boolean
  isDownloadable: boolean
  isAnimated: boolean
  /** Null where nobody has counted them. */
  faceCount: number | null
  thumbnail: ThumbnailRow
  /** By name. */
  tags: string[]
  /** By name. */
  categories: string[]
  /** Of the published run; null where nothing else is the same thing. */
  nearDuplicates: NearDuplicates | null
}

const listedColumns = ({ listOf }: Dialect) => `
  Model.id, uid, Model.name, url, author, authorUrl, license, likeCount, ageRestricted,
  isDownloadable, isAnimated, faceCount,
  hash, width, height, tint, focus,
  (${listOf('SELECT name FROM ModelTag JOIN Tag ON Tag.id = tagId WHERE modelId = Model.id')}) AS tags,
  (${listOf(
    'SELECT name FROM ModelCategory JOIN Category ON Category.id = categoryId WHERE modelId = Model.id',
  )}) AS categories`

type ListedRow = Omit<
  ListedModel,
  'ageRestricted' | 'isDownloadable' | 'isAnimated' | 'thumbnail' | 'tags' | 'categories' | 'nearDuplicates'
> &
  ThumbnailRow & {
    ageRestricted: number
    isDownloadable: number
    isAnimated: number
    /** JSON. */
    tags: string
    /** JSON. */
    categories: string
  }

const names = z.array(z.string())

function* toListedModels(rows: readonly ListedRow[]): Work<ListedModel[]> {
  const duplicates = yield* publishedDuplicates(rows.map(({ id }) => id))
  return rows.map((row) => toListedModel(row, duplicates.get(row.id) ?? null))
}

function toListedModel(
  { hash, width, height, tint, focus, ...row }: ListedRow,
  nearDuplicates: NearDuplicates | null,
): ListedModel {
  return {
    ...row,
    ageRestricted: row.ageRestricted === 1,
    isDownloadable: row.isDownloadable === 1,
    isAnimated: row.isAnimated === 1,
    thumbnail: { hash, width, height, tint, focus },
    tags: names.parse(JSON.parse(row.tags)).sort(compareNames),
    categories: names.parse(JSON.parse(row.categories)).sort(compareNames),
    nearDuplicates,
  }
}

const findByUid = statement<[string], ListedRow>(
  (dialect) =>
    `SELECT ${listedColumns(dialect)} FROM Model JOIN Thumbnail ON hash = thumbnailHash
     WHERE uid = ? AND isListed`,
)

/** One model by its uid; null when it is not listed. */
export function* findListedModel(uid: string): Work<ListedModel | null> {
  const row = yield* findByUid.first(uid)
  return (yield* toListedModels(row ? [row] : [])).at(0) ?? null
}

const findIds = statement<[string], { id: number; uid: string }>(
  ({ eachText }) =>
    `SELECT id, uid FROM Model WHERE uid IN (SELECT value FROM ${eachText} AS wanted) AND isListed`,
)

/** The ids of models by their uids, in no order; those that are not listed are left out. */
export function* findListedIds(uids: readonly string[]): Work<{ id: number; uid: string }[]> {
  return yield* findIds.all(JSON.stringify(uids))
}

const readByIds = statement<[string], ListedRow>(
  (dialect) =>
    `SELECT ${listedColumns(dialect)} FROM ${dialect.eachNumber} AS wanted
     JOIN Model ON Model.id = wanted.value JOIN Thumbnail ON hash = thumbnailHash
     WHERE isListed ORDER BY wanted.key`,
)

/**
 * Models by id, in the order of the ids; those that are gone or not listed are left out. Not through Prisma, since a
 * page of 48 took it 4 ms and takes this 0.6.
 */
export function* readListedModels(ids: readonly number[]): Work<ListedModel[]> {
  return yield* toListedModels(yield* readByIds.all(JSON.stringify(ids)))
}
