import { columnsOf, countByRow, type SparsePattern, transposePattern } from '@/lib/numerics/sparse-matrix'

/** How many of the nearest models are asked. */
export const ASKED_NEIGHBOURS = 50

/** With fewer tags that say anything, the nearest by tags are merely all that have the same ones. */
export const FEW_TAGS = 3

/**
 * What the share of a tag is taken of besides the neighbours: as if one more, the same in all, lacked it. Else a single neighbour, however
 * far, would be sure of itself.
 */
const DOUBT = 1

/** A tag that a model may lack. */
export type TagSuggestion = {
  tag: number
  /** The share of the nearest models, each by the square of how near it is, that have it: from 0 to below 1. */
  score: number
  /** Which of them have it, the nearest first. */
  speakers: number[]
}

/** Models near to one, best first, with how near they are. */
export type Nearest = { models: ArrayLike<number>; scores: ArrayLike<number> }

/** Suggests tags for a model by what those near to it have, best first; of equal ones the more usual comes first. */
export type TagSuggester = (model: number, nearest: Nearest, most: number) => TagSuggestion[]

/**
 * Prepares for suggesting tags that are probably missing: those that models near to one have and itself lacks, each with the
 * share of the neighbours that speak for it, weighted by the square of how near they are (a vote of the k nearest).
 *
 * @param tags [models, tags]; a tag that one model alone has is suggested to nobody
 */
export function tagSuggester(tags: SparsePattern): TagSuggester {
  const usual = countByRow(transposePattern(tags))
  return (model, { models, scores }, most) => {
    const own = new Set(columnsOf(tags, model))
    const votes = new Map<number, { sum: number; speakers: number[] }>()
    let all = DOUBT
    for (let place = 0; place < Math.min(models.length, ASKED_NEIGHBOURS); place++) {
      const [neighbour, score] = [models[place] ?? -1, scores[place] ?? 0]
      if (neighbour === model || !(score > 0)) continue
      const weight = score ** 2
      all += weight
      for (const tag of columnsOf(tags, neighbour)) {
        if (own.has(tag) || (usual[tag] ?? 0) < 2) continue
        const vote = votes.get(tag)
        if (!vote) votes.set(tag, { sum: weight, speakers: [neighbour] })
        else {
          vote.sum += weight
          vote.speakers.push(neighbour)
        }
      }
    }
    return [...votes]
      .map(([tag, { sum, speakers }]) => ({ tag, score: sum / all, speakers }))
      .sort(
        (one, other) =>
          other.score - one.score || (usual[other.tag] ?? 0) - (usual[one.tag] ?? 0) || one.tag - other.tag,
      )
      .slice(0, most)
  }
}
