import { z } from 'zod'
import type { Interval } from '../bootstrap'
import type { ReliabilityBin } from '../calibration-error'

const interval = z.object({
  mean: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
}) satisfies z.ZodType<Interval>

const means = z.object({
  /** Of the first `depth` places, as the other below. */
  precision: interval,
  recallCappedPrecision: interval,
  /** Null where only the first places of a ranking are known. */
  averagePrecision: interval.nullable(),
})
/** The means of the measures, with their confidence intervals. */
export type Means = z.infer<typeof means>

/** What the bootstrap draws: labels with all of their queries, or queries one by one. */
const unit = z.enum(['label', 'query'])
export type Unit = z.infer<typeof unit>

const group = z.object({ name: z.string(), queries: z.number(), labels: z.number(), unit, means })
/** What the queries of one label, or of the models of one category, have come to. */
export type GroupFigures = z.infer<typeof group>

const worstLabel = group.extend({
  /** What stands in the first places instead, as shares of all of them, the most first; null is no label. */
  instead: z.array(z.object({ label: z.string().nullable(), share: z.number() })),
})
export type WorstLabel = z.infer<typeof worstLabel>

const shownQuery = z.object({
  model: z.number(),
  label: z.string(),
  relevant: z.number(),
  precision: z.number(),
  recallCappedPrecision: z.number(),
  averagePrecision: z.number().nullable(),
  nearest: z.array(z.object({ model: z.number(), label: z.string().nullable() })),
})
/** A query of a contact sheet, with the models of the first places. */
export type ShownQuery = z.infer<typeof shownQuery>

const contender = z.object({
  name: z.string(),
  queries: z.number(),
  means,
  /** How much more than the first has, over the queries that both have; null for the first, and where they share none. */
  difference: z.object({ queries: z.number(), means }).nullable(),
  /** What it costs, where that was measured. */
  msPerImage: z.number().nullable(),
  bytesPerModel: z.number().nullable(),
})
export type Contender = z.infer<typeof contender>

const reliabilityBin = z.object({
  from: z.number(),
  to: z.number(),
  count: z.number(),
  stated: z.number(),
  observed: z.number(),
}) satisfies z.ZodType<ReliabilityBin>

const reportFigures = z.object({
  /** The column of the labels. */
  label: z.string(),
  leastRelevant: z.number(),
  /** How many of the first places precision looks at. */
  depth: z.number(),
  queries: z.number(),
  unit,
  resamples: z.number(),
  /** All else is about the first of them. */
  contenders: z.tuple([contender], contender),
  /** How many queries have a recall-capped precision of 0 to 0.1, 0.1 to 0.2, …, 0.9 to 1, and 1. */
  distribution: z.array(z.number()),
  /** Those with the most queries, by name. */
  byLabel: z.array(group),
  labelCount: z.number(),
  byCategory: z.array(group),
  categoryCount: z.number(),
  worstLabels: z.array(worstLabel),
  best: z.array(shownQuery),
  median: z.array(shownQuery),
  worst: z.array(shownQuery),
  /** Null where closeness is not calibrated. */
  reliability: z.array(reliabilityBin).nullable(),
})
/** All figures of a quality report, bounded in size; of models it has only the ids. */
export type ReportFigures = z.infer<typeof reportFigures>

const DIGITS = 5

export function encodeFigures(figures: ReportFigures): string {
  return JSON.stringify(figures, (_, value: unknown) =>
    typeof value === 'number' ? Number(value.toFixed(DIGITS)) : value,
  )
}

/** Reads stored figures back; null for none, and for those of another version. */
export function decodeFigures(text: string | null): ReportFigures | null {
  const parsed = reportFigures.safeParse(text === null ? null : JSON.parse(text))
  return parsed.success ? parsed.data : null
}

/** The models that contact sheets show, each once. */
export function shownModels({ best, median, worst }: ReportFigures): number[] {
  const shown = [...best, ...median, ...worst]
  return [...new Set(shown.flatMap(({ model, nearest }) => [model, ...nearest.map((near) => near.model)]))]
}
