import { rowsAt } from '@/lib/numerics/cross-product'
import { createMatrixProduct, type DenseMatrix } from '@/lib/numerics/matrix-product'
import { columnsOf, type SparsePattern, transposePattern } from '@/lib/numerics/sparse-matrix'
import { topRanked } from '@/lib/numerics/top-ranked'
import { rowsAtOnce } from './neighbour-lists'

/** The place of two models lies in the middle of them, so that it ranks neither first. */
export const LEAST_TAGGED = 3

/** What lies where a tag has its place. */
export type RankedByTag = {
  tag: number
  /** Models that have it, the nearest first. */
  own: number[]
  /** Models that lack it and lie as near as its own, the nearest first. */
  close: number[]
}

export type TagPlaceOptions = {
  /** How many of its own models are ranked at most. */
  most: number
  /** How many that lack it are named at most. */
  mostClose: number
}

/**
 * Ranks models by the places of tags: that of a tag is the sum of the unit vectors of its models, and they are compared with it by
 * their cosine, equal ones in the order of their numbers.
 *
 * A model that lacks the tag is close when it is nearer than half of the tag's own models are, each of which is compared with the
 * others alone, since it would flatter itself. Where more strangers than own models are as near as that, the tag does not hold
 * together in this space, and nobody is close.
 *
 * @param tags [models, tags]
 * @param unit where models lie, rows of length 1, [models, anything]; zero for a model that has no place
 * @returns of each tag that {@link LEAST_TAGGED} or more models with a place have
 */
export async function* rankByTags(
  tags: SparsePattern,
  unit: DenseMatrix,
  { most, mostClose }: TagPlaceOptions,
): AsyncGenerator<RankedByTag> {
  const everybody = placed(unit)
  const hasPlace = new Set(everybody)
  const ofTag = transposePattern(tags)
  const ownOf = (tag: number) => Array.from(columnsOf(ofTag, tag)).filter((model) => hasPlace.has(model))
  const wanted = Array.from({ length: tags.columns }, (_, tag) => tag).filter(
    (tag) => ownOf(tag).length >= LEAST_TAGGED,
  )
  const product = await createMatrixProduct({ right: true })
  try {
    for (const block of inBlocks(wanted, rowsAtOnce(unit.rows))) {
      const owners = block.map(ownOf)
      const places = sumsOf(unit, owners)
      const { data } = await product.multiply(places, unit)
      for (const [row, tag] of block.entries()) {
        const nearness = data.subarray(row * unit.rows, (row + 1) * unit.rows)
        const own = owners[row] ?? []
        const place = places.data.subarray(row * unit.columns, (row + 1) * unit.columns)
        yield {
          tag,
          own: topRanked(nearness, most, own),
          close: closeTo(nearness, squareOf(place), own, everybody, mostClose),
        }
      }
    }
  } finally {
    await product.dispose()
  }
}

/**
 * @param nearness of each model, the inner product with the place
 * @param square of the length of the place
 */
function closeTo(
  nearness: Float32Array,
  square: number,
  own: readonly number[],
  everybody: readonly number[],
  most: number,
): number[] {
  const length = Math.sqrt(square)
  if (length === 0) return []
  const byOthers = Float64Array.from(own, (model) => {
    const dot = nearness[model] ?? 0
    const rest = Math.sqrt(Math.max(0, square - 2 * dot + 1))
    return rest > 0 ? (dot - 1) / rest : 0
  }).sort()
  // With an even number the upper one: half of them, or more, are as near.
  const least = byOthers[byOthers.length >> 1] ?? 1
  const owners = new Set(own)
  const strangers = everybody.filter(
    (model) => !owners.has(model) && (nearness[model] ?? 0) / length >= least,
  )
  const ownAsNear = byOthers.filter((value) => value >= least).length
  return strangers.length > ownAsNear ? [] : topRanked(nearness, most, strangers)
}

function* inBlocks(items: readonly number[], size: number): Generator<number[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}

function sumsOf({ columns, data }: DenseMatrix, groups: readonly (readonly number[])[]): DenseMatrix {
  const sums = new Float32Array(groups.length * columns)
  groups.forEach((models, row) => {
    for (const model of models)
      for (let column = 0; column < columns; column++)
        sums[row * columns + column] =
          (sums[row * columns + column] ?? 0) + (data[model * columns + column] ?? 0)
  })
  return { rows: groups.length, columns, data: sums }
}

function squareOf(row: Float32Array): number {
  return row.reduce((sum, value) => sum + value ** 2, 0)
}

/** The models that have a place: whose row is not zero. */
function placed({ rows, columns, data }: DenseMatrix): number[] {
  return Array.from({ length: rows }, (_, row) => row).filter((row) =>
    data.subarray(row * columns, (row + 1) * columns).some((value) => value !== 0),
  )
}

/** Models nearest to one in a space, best first, with their cosines. */
export type NearestInSpace = { model: number; models: number[]; scores: number[] }

/**
 * Of some models those that lie nearest, itself and those of no place left out.
 *
 * @param unit as for {@link rankByTags}
 * @param isAsked whether a model may be among them
 */
export async function* nearestInSpace(
  unit: DenseMatrix,
  wanted: readonly number[],
  isAsked: (model: number) => boolean,
  depth: number,
): AsyncGenerator<NearestInSpace> {
  const asked = placed(unit).filter((model) => isAsked(model))
  const product = await createMatrixProduct({ right: true })
  try {
    for (const block of inBlocks(wanted, rowsAtOnce(unit.rows))) {
      const { data } = await product.multiply(rowsAt(unit, block), unit)
      for (const [row, model] of block.entries()) {
        const scores = data.subarray(row * unit.rows, (row + 1) * unit.rows)
        scores[model] = -Infinity
        const models = topRanked(scores, depth, asked).filter((other) => (scores[other] ?? 0) > 0)
        yield { model, models, scores: models.map((other) => scores[other] ?? 0) }
      }
    }
  } finally {
    await product.dispose()
  }
}
