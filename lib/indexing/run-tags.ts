import { createHash } from 'node:crypto'
import type { Database } from '@/lib/database/database'
import { DEFAULT_DEPTH } from '@/lib/facts/depths'
import { type SparsePattern, sparsePattern } from '@/lib/numerics/sparse-matrix'
import { growingNumbers } from './growing-numbers'
import type { ModelList } from './model-list'
import { rowsById } from './rows-by-id'

/** Of the way in which lists are made of tags: another one makes others. */
const TAGS_VERSION = 1

/** How long lists by tags are at most, whatever is asked for of others. */
export const TAGS_DEPTH = DEFAULT_DEPTH

/** What tags the models of a run have. */
export type RunTags = {
  /** [models, tags]; tags in the order of their names, whatever the database. */
  pattern: SparsePattern
  names: string[]
  /** A digest over everything that lists by tags depend on. */
  digest: string
}

/** Tags of no models. */
export const noTags: RunTags = { pattern: sparsePattern(0, 0, [], []), names: [], digest: '' }

/** Reads the tags of some models, block by block. */
export async function readRunTags(
  { tags }: Pick<Database, 'tags'>,
  { ids }: Pick<ModelList, 'ids'>,
): Promise<RunTags> {
  const rowOf = rowsById(ids)
  const numbers = new Map<string, number>()
  const [rows, named] = [growingNumbers(), growingNumbers()]
  for await (const block of tags.readAll()) {
    for (const model of block) {
      const row = rowOf(model.id)
      if (row === -1) continue
      for (const name of model.tags) {
        const number = numbers.get(name) ?? numbers.size
        numbers.set(name, number)
        rows.push(row)
        named.push(number)
      }
    }
  }
  const names = [...numbers.keys()].sort()
  const placeOf = new Int32Array(names.length)
  names.forEach((name, place) => (placeOf[numbers.get(name) ?? 0] = place))
  const columns = named.finish().map((number) => placeOf[number] ?? 0)
  const pattern = sparsePattern(ids.length, names.length, rows.finish(), columns)
  return { pattern, names, digest: tagsDigest(ids, names, pattern) }
}

function tagsDigest(ids: Int32Array, names: readonly string[], { starts, indices }: SparsePattern): string {
  const hash = createHash('sha256').update(JSON.stringify([TAGS_VERSION, TAGS_DEPTH, ids.length]))
  hash.update(ids)
  for (const name of names) hash.update(JSON.stringify(name))
  return hash.update(starts).update(indices).digest('hex')
}
