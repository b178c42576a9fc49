import { rowsAt } from '@/lib/numerics/cross-product'
import type { DenseMatrix } from '@/lib/numerics/matrix-product'
import type { AlsSettings } from './als'
import type { Because } from './because'
import { type FoldIn, prepareFoldIn } from './fold-in'
import { recommend } from './recommend'

/** Factors of some models, [modelIds.length, factors], and how many liked each when they were trained. Ids ascend. */
export type FactorRows = { modelIds: Int32Array; likeCounts: Int32Array; factors: Float32Array }

/** What somebody likes, and is not interested in, by ids of models. */
export type OpinionOfIds = { liked: readonly number[]; disliked: readonly number[] }

/** Recommendations by ids, best first, and those of the opinion that have no factors. */
export type FoundByFactors = {
  found: { modelId: number; score: number; because: Because[] }[]
  leftOut: number[]
}

/** The factors of a run, in memory. */
export type HeldFactors = {
  /** Adds models; ids ascend from block to block. @throws Error when a block has factors of another length */
  add(rows: FactorRows): void
  /** To be called once all are there. */
  prepare(): Promise<void>
  /**
   * As {@link recommend}, by ids. Ids that have no factors are passed over.
   *
   * @param without ids that are not recommended
   */
  recommend(opinion: OpinionOfIds, limit: number, without: readonly number[]): FoundByFactors
}

export type HeldFactorsSetup = Pick<AlsSettings, 'factors' | 'regularisation' | 'alpha'> & {
  /** How many models may be expected. There may come more. */
  mostModels: number
}

/** Holds factors, and recommends by them. */
export function holdFactors({ factors, mostModels, ...settings }: HeldFactorsSetup): HeldFactors {
  let data = new Float32Array(mostModels * factors)
  const ids: number[] = []
  const likeCounts: number[] = []
  const rowOf = new Map<number, number>()
  let foldIn: FoldIn | null = null

  const all = (): DenseMatrix => ({
    rows: ids.length,
    columns: factors,
    data: data.subarray(0, ids.length * factors),
  })

  /** Models that nobody liked had no factors when the others were trained. */
  function learned(): DenseMatrix {
    const rows = ids.flatMap((_, row) => ((likeCounts[row] ?? 0) > 0 ? [row] : []))
    return rows.length === ids.length ? all() : rowsAt(all(), rows)
  }

  const factorsAt = (row: number) => data.subarray(row * factors, (row + 1) * factors)

  function rowsOf(modelIds: readonly number[], leftOut: number[]): number[] {
    return [...new Set(modelIds)].flatMap((id) => {
      const row = rowOf.get(id)
      if (row !== undefined && factorsAt(row).some((value) => value !== 0)) return [row]
      leftOut.push(id)
      return []
    })
  }

  const idAt = (row: number) => ids[row] ?? 0

  return {
    add({ modelIds, likeCounts: counts, factors: added }) {
      if (added.length !== modelIds.length * factors)
        throw new Error(`${added.length} numbers are not ${modelIds.length} models of ${factors} factors.`)
      const needed = (ids.length + modelIds.length) * factors
      if (needed > data.length) {
        const larger = new Float32Array(Math.max(needed, 2 * data.length))
        larger.set(data)
        data = larger
      }
      data.set(added, ids.length * factors)
      modelIds.forEach((id, place) => {
        rowOf.set(id, ids.length)
        ids.push(id)
        likeCounts.push(counts[place] ?? 0)
      })
    },
    async prepare() {
      foldIn = await prepareFoldIn(all(), settings, learned())
    },
    recommend({ liked, disliked }, limit, without) {
      if (!foldIn) throw new Error('Factors are not prepared yet.')
      const leftOut: number[] = []
      const opinion = { liked: rowsOf(liked, leftOut), disliked: rowsOf(disliked, leftOut) }
      const found = recommend(all(), foldIn, opinion, { limit, without: rowsOf(without, []) })
      return {
        found: found.map(({ model, score, because }) => ({
          modelId: idAt(model),
          score,
          because: because.map((reason) => ({ model: idAt(reason.model), share: reason.share })),
        })),
        leftOut,
      }
    },
  }
}
