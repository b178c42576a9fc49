import {
  averageMeasures,
  averagePrecision,
  precisionAt,
  recallCappedPrecisionAt,
  type RetrievalQuality,
} from './retrieval-metrics'

/** What every query of an evaluation has come to, by columns of a number a query. */
export type MeasuredQueries = {
  /** How many of the first places precision looks at; 10, but in a similarity table that has fewer. */
  depth: number
  /** The models that are queries, ascending, as whoever asked counts models: by row, or by id. */
  models: Int32Array
  /** How many models are relevant to each. */
  relevant: Int32Array
  precisionAtDepth: Float64Array
  recallCappedPrecisionAtDepth: Float64Array
  /** Null where only the first places are known. */
  averagePrecision: Float64Array | null
  /** The first models of each ranking, [queries, depth] row-major; -1 where there are no more. */
  nearest: Int32Array
}

/** Room for so many queries, to be filled by `noteQuery` in ascending order of the models. */
export function roomForQueries(
  count: number,
  { depth, isWhole }: { depth: number; isWhole: boolean },
): MeasuredQueries {
  return {
    depth,
    models: new Int32Array(count),
    relevant: new Int32Array(count),
    precisionAtDepth: new Float64Array(count),
    recallCappedPrecisionAtDepth: new Float64Array(count),
    averagePrecision: isWhole ? new Float64Array(count) : null,
    nearest: new Int32Array(count * depth).fill(-1),
  }
}

/** One query. `ranks` are the places of the relevant models, counted from 1 and ascending. */
export type RankedQuery = {
  model: number
  relevant: number
  ranks: ArrayLike<number>
  nearest: ArrayLike<number>
}

/** Writes the measures of a query into the columns. @throws Error as `averagePrecision` does, of a whole ranking */
export function noteQuery(into: MeasuredQueries, place: number, query: RankedQuery): void {
  const { depth } = into
  const { ranks, relevant } = query
  into.models[place] = query.model
  into.relevant[place] = relevant
  into.precisionAtDepth[place] = precisionAt(depth, ranks)
  into.recallCappedPrecisionAtDepth[place] = recallCappedPrecisionAt(depth, ranks, relevant)
  if (into.averagePrecision) into.averagePrecision[place] = averagePrecision(ranks, relevant)
  for (let rank = 0; rank < Math.min(depth, query.nearest.length); rank++)
    into.nearest[place * depth + rank] = query.nearest[rank] ?? -1
}

/** Means over measured queries of whole rankings, and over those of each label. @throws Error when there is none. */
export function averageQueries(
  queries: MeasuredQueries,
  labelOf: (model: number) => string | null,
): RetrievalQuality {
  const { models, precisionAtDepth, recallCappedPrecisionAtDepth, averagePrecision } = queries
  return averageMeasures(
    Array.from(models, (model, place) => ({
      label: labelOf(model) ?? '',
      measures: {
        precisionAt10: precisionAtDepth[place] ?? Number.NaN,
        recallCappedPrecisionAt10: recallCappedPrecisionAtDepth[place] ?? Number.NaN,
        meanAveragePrecision: averagePrecision?.[place] ?? Number.NaN,
      },
    })),
  )
}

/** The same queries with models called by their ids instead of their rows. `ids` ascend. */
export function byModelId(queries: MeasuredQueries, ids: Int32Array): MeasuredQueries {
  const idOf = (row: number) => (row < 0 ? -1 : (ids[row] ?? -1))
  return { ...queries, models: queries.models.map(idOf), nearest: queries.nearest.map(idOf) }
}
