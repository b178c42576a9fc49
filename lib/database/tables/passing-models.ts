import { z } from 'zod'
import type { Dialect } from '../dialect'
import { dialect, statement, type Value, type Work } from '../statement'

/** What models must be; every condition that is set must hold. Of a model whose faces nobody has counted, no bound of them does. */
export type ModelConditions = {
  category?: string
  tag?: string
  license?: string
  author?: string
  /** By anybody but these, or nobody knows whom. */
  exceptAuthors?: readonly string[]
  isDownloadable?: true
  isAnimated?: true
  minLikes?: number
  minFaces?: number
  maxFaces?: number
}

const linked = (table: 'Category' | 'Tag', column: string) =>
  `id IN (SELECT modelId FROM Model${table} WHERE ${column} = (SELECT id FROM ${table} WHERE name = ?))`

const CLAUSES: readonly (readonly [keyof ModelConditions, string | ((dialect: Dialect) => string)])[] = [
  ['category', linked('Category', 'categoryId')],
  ['tag', linked('Tag', 'tagId')],
  ['license', 'license = ?'],
  ['author', 'author = ?'],
  [
    'exceptAuthors',
    ({ eachText }) => `(author IS NULL OR author NOT IN (SELECT value FROM ${eachText} AS others))`,
  ],
  ['isDownloadable', 'isDownloadable'],
  ['isAnimated', 'isAnimated'],
  ['minLikes', 'likeCount >= ?'],
  ['minFaces', 'faceCount >= ?'],
  ['maxFaces', 'faceCount <= ?'],
]

/** Has, of listed models, all that conditions are about: the rows of the table itself are long. */
const INDEX = 'Model_conditions_idx'

const idList = z.array(z.int())

/** The ids of all listed models that meet some conditions, in order. Read as one text: a row each takes five times as long. */
export function* listPassingIds(conditions: ModelConditions): Work<Int32Array> {
  const words = yield* dialect()
  const clauses: string[] = ['isListed']
  const values: Value[] = []
  for (const [name, clause] of CLAUSES) {
    const value = conditions[name]
    if (value === undefined) continue
    clauses.push(typeof clause === 'string' ? clause : clause(words))
    if (value !== true) values.push(typeof value === 'object' ? JSON.stringify(value) : value)
  }
  const all = words.listOf(`SELECT id FROM Model ${words.walking(INDEX)} WHERE ${clauses.join(' AND ')}`)
  const found = yield* statement<Value[], { ids: string }>(`SELECT (${all}) AS ids`).first(...values)
  return Int32Array.from(idList.parse(JSON.parse(found?.ids ?? '[]'))).sort()
}

/** Of which conditions some listed models meet one and others do not; and how many faces they have. */
export type WhatTellsApart = {
  category: boolean
  tag: boolean
  license: boolean
  author: boolean
  downloadable: boolean
  animated: boolean
  likes: boolean
  faces: { least: number; most: number } | null
}

type ApartRow = {
  models: number
  categories: number
  tags: number
  hasLicenses: number
  licensed: number
  hasAuthors: number
  authored: number
  downloadable: number
  animated: number
  leastLikes: number | null
  mostLikes: number | null
  leastFaces: number | null
  mostFaces: number | null
}

const findApart = statement<[], ApartRow>(
  ({ walking }) =>
    `SELECT count(*) AS models,
       (SELECT count(*) FROM (SELECT 1 FROM ModelCategory GROUP BY categoryId LIMIT 2) AS used) AS categories,
       (SELECT count(*) FROM (SELECT 1 FROM ModelTag GROUP BY tagId LIMIT 2) AS used) AS tags,
       coalesce(min(license) <> max(license), false) AS hasLicenses, count(license) AS licensed,
       coalesce(min(author) <> max(author), false) AS hasAuthors, count(author) AS authored,
       coalesce(sum(CASE WHEN isDownloadable THEN 1 ELSE 0 END), 0) AS downloadable,
       coalesce(sum(CASE WHEN isAnimated THEN 1 ELSE 0 END), 0) AS animated,
       min(likeCount) AS leastLikes, max(likeCount) AS mostLikes,
       min(faceCount) AS leastFaces, max(faceCount) AS mostFaces
     FROM Model ${walking(INDEX)} WHERE isListed`,
)

/** What tells the listed models apart: to offer what all have, or none has, would say nothing. */
export function* readWhatTellsApart(): Work<WhatTellsApart> {
  const row = yield* findApart.first()
  const among = (count: number) => count > 0 && count < (row?.models ?? 0)
  const { leastFaces = null, mostFaces = null } = row ?? {}
  return {
    category: (row?.categories ?? 0) > 1,
    tag: (row?.tags ?? 0) > 1,
    license: row?.hasLicenses === 1 || among(row?.licensed ?? 0),
    author: row?.hasAuthors === 1 || among(row?.authored ?? 0),
    downloadable: among(row?.downloadable ?? 0),
    animated: among(row?.animated ?? 0),
    likes: (row?.mostLikes ?? 0) > (row?.leastLikes ?? 0),
    faces:
      leastFaces !== null && mostFaces !== null && leastFaces < mostFaces
        ? { least: leastFaces, most: mostFaces }
        : null,
  }
}
