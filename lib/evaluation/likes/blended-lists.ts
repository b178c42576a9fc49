import type { Kind } from '@/lib/facts/kinds'
import { columnsOf } from '@/lib/numerics/sparse-matrix'
import { blendLists, type Mix } from '@/lib/recommending/blend'
import type { NeighbourLists } from '@/lib/recommending/neighbour-lists'
import type { LikeSet } from './like-set'
import { LIST_DEPTH } from './measure-lists'

/** The lists of a kind, one of each model. */
export type ListsOfKind = { kind: Kind; lists: NeighbourLists }

/** The lists that pages show: those of several kinds as one. */
export function blendedLists(
  { models, popularity }: Pick<LikeSet, 'models' | 'popularity'>,
  kinds: readonly ListsOfKind[],
  mix: Mix,
): NeighbourLists {
  const count = models.length
  const starts = new Int32Array(count + 1)
  const indices = new Int32Array(count * LIST_DEPTH)
  const values = new Float32Array(count * LIST_DEPTH)
  const likesOf = (model: number) => popularity[model] ?? 0
  for (let model = 0; model < count; model++) {
    const lists = kinds.map(({ kind, lists: own }) => ({ kind, modelIds: columnsOf(own, model) }))
    const blend = blendLists({ lists, support: likesOf(model), likesOf }, mix)
    const start = starts[model] ?? 0
    const shown = blend.modelIds.slice(0, LIST_DEPTH)
    indices.set(shown, start)
    values.set(blend.scores.slice(0, LIST_DEPTH), start)
    starts[model + 1] = start + shown.length
  }
  const length = starts[count] ?? 0
  return {
    rows: count,
    columns: count,
    starts,
    indices: indices.slice(0, length),
    values: values.slice(0, length),
  }
}
