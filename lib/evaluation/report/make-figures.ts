import { numberEach } from '@/lib/numerics/number-each'
import { compareNames } from '@/lib/text/name-order'
import { bootstrapMeans, LEAST_UNITS, RESAMPLES } from '../bootstrap'
import type { ReliabilityBin } from '../calibration-error'
import type { MeasuredQueries } from '../measured-queries'
import { chooseQueries } from './choose-queries'
import type { Contender, GroupFigures, Means, ReportFigures, ShownQuery, Unit, WorstLabel } from './figures'

/** The most labels, and categories, that are listed. */
const MOST_GROUPS = 500
const WORST_LABELS = 12
/** A label with fewer queries may be last by chance. */
const LEAST_QUERIES = 5
const MOST_INSTEAD = 3
/** Queries of each contact sheet. */
const SHOWN = 6

/** What was measured of one recipe, or of one run. */
export type MeasuredContender = {
  name: string
  queries: MeasuredQueries
  msPerImage?: number
  bytesPerModel?: number
}

export type FiguresInput = {
  /** The column of the labels. */
  label: string
  leastRelevant: number
  /** The first is what the report is about; the others are held against it. */
  contenders: readonly [MeasuredContender, ...MeasuredContender[]]
  /** By the id of a model, as the queries have it. */
  labelOf: (model: number) => string | null
  categoriesOf: (model: number) => readonly string[]
  reliability: ReliabilityBin[] | null
}

/** Makes the figures of a report of what was measured. */
export function makeFigures(input: FiguresInput): ReportFigures {
  const { label, leastRelevant, labelOf, categoriesOf, reliability } = input
  const [first, ...others] = input.contenders
  const { queries } = first
  const all = Array.from(queries.models, (_, place) => place)
  const nameOf = (place: number) => labelOf(queries.models[place] ?? -1) ?? ''
  const byLabel = placesBy(all, (place) => [nameOf(place)])
  const byCategory = placesBy(all, (place) => categoriesOf(queries.models[place] ?? -1))
  const figuresOf = ([name, places]: [string, number[]]) => groupFigures(queries, name, places, nameOf)
  const measured = (contender: MeasuredContender) => measureContender(contender, queries, labelOf)
  const chosen = chooseQueries(queries, labelOf, SHOWN)
  const shown = (places: readonly number[]) => places.map((place) => shownQuery(queries, place, labelOf))
  return {
    label,
    leastRelevant,
    depth: queries.depth,
    queries: queries.models.length,
    unit: unitFor(byLabel.size),
    resamples: RESAMPLES,
    contenders: [measured(first), ...others.map(measured)],
    distribution: distributionOf(queries.recallCappedPrecisionAtDepth),
    byLabel: largest(byLabel).map(figuresOf),
    labelCount: byLabel.size,
    byCategory: largest(byCategory).map(figuresOf),
    categoryCount: byCategory.size,
    worstLabels: worstLabels(queries, byLabel, labelOf),
    best: shown(chosen.best),
    median: shown(chosen.median),
    worst: shown(chosen.worst),
    reliability,
  }
}

/** Queries of one label fare alike: drawn one by one they would promise too much. See docs/decisions/0040. */
function unitFor(labels: number): Unit {
  return labels >= LEAST_UNITS ? 'label' : 'query'
}

function placesBy(places: readonly number[], namesOf: (place: number) => readonly string[]) {
  const groups = new Map<string, number[]>()
  for (const place of places) {
    for (const name of namesOf(place)) {
      const group = groups.get(name)
      if (group) group.push(place)
      else groups.set(name, [place])
    }
  }
  return groups
}

/** The groups with the most members, by name. */
function largest(groups: ReadonlyMap<string, number[]>): [string, number[]][] {
  return [...groups]
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, MOST_GROUPS)
    .sort(([a], [b]) => compareNames(a, b))
}

function groupFigures(
  queries: MeasuredQueries,
  name: string,
  places: readonly number[],
  labelAt: (place: number) => string,
): GroupFigures {
  const { numbers: units, count: labels } = numberEach(places, labelAt)
  const unit = unitFor(labels)
  const means = meansOver(queries, places, unit === 'label' ? units : undefined)
  return { name, queries: places.length, labels, unit, means }
}

function meansOver(queries: MeasuredQueries, places: readonly number[], units?: Int32Array): Means {
  const pick = (column: Float64Array) => Float64Array.from(places, (place) => column[place] ?? Number.NaN)
  return meansOf(
    pick(queries.precisionAtDepth),
    pick(queries.recallCappedPrecisionAtDepth),
    queries.averagePrecision && pick(queries.averagePrecision),
    units,
  )
}

function meansOf(
  precision: Float64Array,
  recallCapped: Float64Array,
  average: Float64Array | null,
  units?: Int32Array,
): Means {
  const columns = average ? [precision, recallCapped, average] : [precision, recallCapped]
  const [first, second, third] = bootstrapMeans(columns, { units })
  if (!first || !second) throw new Error('The bootstrap has an interval for every column.')
  return { precision: first, recallCappedPrecision: second, averagePrecision: third ?? null }
}

function measureContender(
  { name, queries, msPerImage, bytesPerModel }: MeasuredContender,
  first: MeasuredQueries,
  labelOf: (model: number) => string | null,
): Contender {
  const places = Array.from(queries.models, (_, place) => place)
  const { means } = groupFigures(queries, name, places, (place) => labelOf(queries.models[place] ?? -1) ?? '')
  return {
    name,
    queries: places.length,
    means,
    difference: queries === first ? null : differenceOf(queries, first, labelOf),
    msPerImage: msPerImage ?? null,
    bytesPerModel: bytesPerModel ?? null,
  }
}

/** How much more one has than the other, drawn in pairs: over the queries that both have. */
function differenceOf(
  one: MeasuredQueries,
  other: MeasuredQueries,
  labelOf: (model: number) => string | null,
): Contender['difference'] {
  const placeOf = new Map(Array.from(other.models, (model, place) => [model, place]))
  const shared = Array.from(one.models, (model, place) => ({ place, base: placeOf.get(model) })).flatMap(
    ({ place, base }) => (base === undefined ? [] : [{ place, base }]),
  )
  if (shared.length === 0) return null
  const minus = (a: Float64Array, b: Float64Array) =>
    Float64Array.from(shared, ({ place, base }) => (a[place] ?? Number.NaN) - (b[base] ?? Number.NaN))
  const { numbers: units, count: labels } = numberEach(
    shared.map(({ place }) => place),
    (place) => labelOf(one.models[place] ?? -1) ?? '',
  )
  const means = meansOf(
    minus(one.precisionAtDepth, other.precisionAtDepth),
    minus(one.recallCappedPrecisionAtDepth, other.recallCappedPrecisionAtDepth),
    one.averagePrecision && other.averagePrecision && minus(one.averagePrecision, other.averagePrecision),
    unitFor(labels) === 'label' ? units : undefined,
  )
  return { queries: shared.length, means }
}

const BARS = 10

function distributionOf(values: Float64Array): number[] {
  const counts = Array.from({ length: BARS + 1 }, () => 0)
  // Shares of up to ten: what lies on a border must not fall below it by a rounding.
  for (const value of values) {
    const bar = Math.floor(value * BARS + 1e-9)
    counts[bar] = (counts[bar] ?? 0) + 1
  }
  return counts
}

function worstLabels(
  queries: MeasuredQueries,
  byLabel: ReadonlyMap<string, number[]>,
  labelOf: (model: number) => string | null,
): WorstLabel[] {
  const meanOf = (places: readonly number[]) =>
    places.reduce((sum, place) => sum + (queries.recallCappedPrecisionAtDepth[place] ?? 0), 0) / places.length
  const enough = [...byLabel].filter(([, { length }]) => length >= LEAST_QUERIES)
  return (enough.length > 0 ? enough : [...byLabel])
    .map(([name, places]) => ({ name, places, mean: meanOf(places) }))
    .sort((a, b) => a.mean - b.mean || compareNames(a.name, b.name))
    .slice(0, WORST_LABELS)
    .map(({ name, places }) => ({
      ...groupFigures(queries, name, places, () => name),
      instead: foundInstead(queries, name, places, labelOf),
    }))
}

/** What stands in the first places of the queries of a label without being of it. */
function foundInstead(
  { nearest, depth }: MeasuredQueries,
  label: string,
  places: readonly number[],
  labelOf: (model: number) => string | null,
): WorstLabel['instead'] {
  const counts = new Map<string | null, number>()
  let all = 0
  for (const place of places) {
    for (const model of nearest.subarray(place * depth, (place + 1) * depth)) {
      if (model < 0) continue
      all++
      const other = labelOf(model)
      if (other !== label) counts.set(other, (counts.get(other) ?? 0) + 1)
    }
  }
  return [...counts]
    .sort(([a, one], [b, other]) => other - one || compareNames(a ?? '', b ?? ''))
    .slice(0, MOST_INSTEAD)
    .map(([other, count]) => ({ label: other, share: count / all }))
}

function shownQuery(
  queries: MeasuredQueries,
  place: number,
  labelOf: (model: number) => string | null,
): ShownQuery {
  const { models, relevant, depth, nearest, averagePrecision } = queries
  const model = models[place] ?? -1
  const first = nearest.subarray(place * depth, (place + 1) * depth).filter((near) => near >= 0)
  return {
    model,
    label: labelOf(model) ?? '',
    relevant: relevant[place] ?? 0,
    precision: queries.precisionAtDepth[place] ?? 0,
    recallCappedPrecision: queries.recallCappedPrecisionAtDepth[place] ?? 0,
    averagePrecision: averagePrecision?.[place] ?? null,
    nearest: Array.from(first, (near) => ({ model: near, label: labelOf(near) })),
  }
}
