import type { Database, IndexableModel } from '@/lib/database/database'
import { type HashList, hashList } from './hash-list'

/** How many models are asked about at once. */
const AT_ONCE = 1_000

/** Models by id, with their thumbnails, held in 8 bytes each besides the hashes. */
export type ModelList = Iterable<IndexableModel> & {
  readonly length: number
  /** Ascending. */
  readonly ids: Int32Array
  /** The thumbnail of each, by its number in `hashes`. */
  readonly thumbnails: Int32Array
  /** Thumbnails, of which some may be of none of these models. */
  readonly hashes: HashList
}

function modelList(ids: Int32Array, thumbnails: Int32Array, hashes: HashList): ModelList {
  const list = { length: ids.length, ids, thumbnails, hashes }
  return { ...list, [Symbol.iterator]: () => modelsBetween(list, 0, ids.length)[Symbol.iterator]() }
}

/** A list of no models. */
export const noModels = modelList(new Int32Array(0), new Int32Array(0), hashList())

/** All models that an index run is over. */
export async function indexableModels({ embeddings }: Database): Promise<ModelList> {
  const hashes = hashList()
  let [ids, thumbnails] = [new Int32Array(AT_ONCE), new Int32Array(AT_ONCE)]
  let length = 0
  for await (const block of embeddings.readIndexable()) {
    if (length + block.length > ids.length)
      [ids, thumbnails] = [grown(ids, length + block.length), grown(thumbnails, length + block.length)]
    for (const { modelId, thumbnailHash } of block) {
      ids[length] = modelId
      thumbnails[length++] = hashes.add(thumbnailHash)
    }
  }
  return modelList(ids.slice(0, length), thumbnails.slice(0, length), hashes)
}

function grown(numbers: Int32Array, least: number): Int32Array<ArrayBuffer> {
  const more = new Int32Array(Math.max(least, 2 * numbers.length))
  more.set(numbers)
  return more
}

/** The models of the rows [start, end), one at a time. */
export function* modelsBetween(
  { ids, thumbnails, hashes }: Pick<ModelList, 'ids' | 'thumbnails' | 'hashes'>,
  start: number,
  end: number,
): Generator<IndexableModel> {
  for (let row = start; row < end; row++)
    yield { modelId: ids[row] ?? 0, thumbnailHash: hashes.hashOf(thumbnails[row] ?? 0) }
}

/** The models of some rows. */
export function keepModels(
  { ids, thumbnails, hashes }: ModelList,
  isKept: (row: number) => boolean,
): ModelList {
  const keep = (numbers: Int32Array) => numbers.filter((_, row) => isKept(row))
  return modelList(keep(ids), keep(thumbnails), hashes)
}

/** Those whose thumbnails still have a vector: it goes with a model that is taken down. */
export async function stillEmbedded(
  { embeddings }: Database,
  recipeId: string,
  models: ModelList,
): Promise<ModelList> {
  const left = new Set<number>()
  const isLeft = new Uint8Array(models.length)
  for (let start = 0; start < models.length; start += AT_ONCE) {
    const end = Math.min(start + AT_ONCE, models.length)
    left.clear()
    for (const { modelId } of await embeddings.stillEmbedded(recipeId, [
      ...modelsBetween(models, start, end),
    ]))
      left.add(modelId)
    for (let row = start; row < end; row++) isLeft[row] = left.has(models.ids[row] ?? 0) ? 1 : 0
  }
  return keepModels(models, (row) => isLeft[row] === 1)
}
