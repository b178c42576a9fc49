import type { BlendMeasures, BlendQuality } from '@/lib/evaluation/likes/measure-blend'
import type { VisualMeasures } from '@/lib/evaluation/likes/measure-visual'
import type { GridMeasures, MeasuredLikes } from '@/lib/evaluation/likes/measured-likes'
import { curveFigures } from '@/lib/evaluation/likes/curve-figures'
import type { CurvePoint, LearningCurve } from '@/lib/evaluation/likes/measure-factors'
import type { ColdQuality } from '@/lib/evaluation/likes/measure-cold'
import type { LikesFacts } from '@/lib/evaluation/likes/set-facts'
import type { LikeQuality } from '@/lib/evaluation/likes/measure-likes'
import { LIKES_BANDS } from '@/lib/evaluation/likes/measure-lists'
import { partsOf } from '@/lib/evaluation/report/sections/likes/mixes'
import type { TagQuality } from '@/lib/evaluation/likes/measure-tags'
import type { Mean } from '@/lib/evaluation/likes/mean'
import { plural } from './plural'
import { printTable } from './table'

/** Prints all that was measured, one table after the other. */
export function printMeasured({
  facts,
  ways,
  tagSuggestion,
  curve,
  grid,
  best,
  tested,
  blend,
  visual,
  cold,
}: MeasuredLikes): void {
  printFacts(facts)
  const parts = [
    ways && (() => printLikes(ways)),
    hasFigures(tagSuggestion) && (() => printTagSuggestion(tagSuggestion)),
    curve && (() => printCurve(curve)),
    grid && best && tested && (() => printGrid({ grid, best, tested })),
    blend && (() => printBlend(blend)),
    visual && (() => printVisual(visual)),
    cold && !visual && (() => printCold(cold)),
  ]
  parts
    .filter((print) => print !== undefined && print !== false)
    .forEach((print, place) => {
      if (place > 0) console.log()
      print()
    })
}

/** Says what is measured by. */
function printFacts(facts: LikesFacts): void {
  const number = (value: number) => value.toLocaleString('en')
  console.log(
    `${number(facts.likes)} likes; without users and models that have fewer than 5: ${number(facts.train + facts.test)} of ${number(facts.users)} users and ${number(facts.models)} models.`,
  )
  console.log(
    `${number(facts.test)} of them, of ${number(facts.testUsers)} users, are put aside to test by; ${plural(facts.headModels, 'model')} have half of the others, the rest is the tail.\n`,
  )
}

/** Prints ways of recommending side by side, each figure with its standard error. */
function printLikes(ways: readonly LikeQuality[]): void {
  printTable(
    ['for users', 'precision@10', 'recall@10', 'MAP@10', 'NDCG@10', 'coverage@10'],
    ways.flatMap(({ name, users }) =>
      users
        ? [
            [
              name,
              ...[users.precisionAt10, users.recallAt10, users.mapAt10, users.ndcgAt10].map(withError),
              users.coverageAt10.toFixed(3),
            ],
          ]
        : [],
    ),
  )
  console.log()
  printTable(
    ['on models’ pages', 'hit rate@24', 'of the tail', 'coverage@24', 'neighbours', 'seconds'],
    ways.map(({ name, pages, seconds }) => [
      name,
      withError(pages.hitRateAt24),
      withError(pages.tailHitRateAt24),
      pages.coverageAt24.toFixed(3),
      pages.meanLength.toFixed(1),
      seconds.toFixed(1),
    ]),
  )
  console.log()
  printTable(
    ['hit rate@24 by likes of the page', ...LIKES_BANDS.map(({ name }) => name)],
    ways.map(({ name, pages }) => [name, ...pages.byLikes.map(withError)]),
  )
}

/** Whether some model has enough tags to hide some. */
function hasFigures(ways: readonly TagQuality[] | undefined): ways is readonly TagQuality[] {
  return ways?.some(({ recallAt10 }) => recallAt10 !== null) ?? false
}

/** Prints how well tags that were hidden are suggested again. */
function printTagSuggestion(ways: readonly TagQuality[]): void {
  printTable(
    ['tags that were hidden', 'recall@10'],
    ways.map(({ name, recallAt10 }) => [name, withError(recallAt10)]),
  )
}

/** Prints what is recommended of models that nobody has liked yet. */
function printCold(ways: readonly ColdQuality[]): void {
  printTable(
    ['models without likes', 'recall@10', 'NDCG@10', 'hit rate@24 on their pages'],
    ways.map(({ name, users, pages }) => [
      name,
      withError(users.recallAt10),
      withError(users.ndcgAt10),
      withError(pages.hitRateAt24),
    ]),
  )
}

/** Prints how factors learn: iteration by iteration, and from a part of the likes. */
function printCurve({ byIteration, byShare }: LearningCurve): void {
  const measures = [
    'precision@10 of what was learned',
    'precision@10',
    'NDCG@10',
    'hit rate@24',
    'of the tail',
  ]
  const row = (name: string, point: CurvePoint) => [name, ...curveFigures(point).map(withError)]
  printTable(
    ['iterations', ...measures],
    byIteration.map((point) => row(String(point.iterations), point)),
  )
  console.log()
  printTable(
    ['share of likes', ...measures],
    byShare.map((point) => row(`${Math.round(100 * point.share)} %`, point)),
  )
}

/** Prints what settings were worth, the best first, and what the best of them was worth in the test. */
function printGrid({ grid, best, tested }: GridMeasures): void {
  const figures = (values: readonly number[]) => values.map((value) => value.toFixed(4))
  printTable(
    ['factors', 'regularisation', 'alpha', 'NDCG@10', 'precision@10', 'hit rate@24', 'of the tail'],
    grid
      .toSorted((one, other) => other.ndcgAt10 - one.ndcgAt10)
      .map(({ settings, ndcgAt10, precisionAt10, hitRateAt24, tailHitRateAt24 }) => [
        ...[settings.factors, settings.regularisation, settings.alpha].map(String),
        ...figures([ndcgAt10, precisionAt10, hitRateAt24, tailHitRateAt24]),
      ]),
  )
  const { factors, regularisation, alpha } = best.settings
  const { users, pages } = tested
  console.log(
    `\nThe best, ${factors} factors, regularisation ${regularisation}, alpha ${alpha}, in the test: NDCG@10 ${withError(users.ndcgAt10)}, precision@10 ${withError(users.precisionAt10)}, hit rate@24 ${withError(pages.hitRateAt24)}, of the tail ${withError(pages.tailHitRateAt24)}.`,
  )
}

/** Prints mixes of lists, and what the best of them was worth in the test. */
function printBlend({ kinds, mixes, best, tested }: BlendMeasures): void {
  const parts = partsOf(kinds)
  const nameOf = (mix: BlendQuality) => parts.map((part) => mix[part]).join(' : ')
  printTable(
    [parts.join(' : '), 'hit rate@24', 'of the tail', 'coverage@24'],
    mixes.map((mix) => [
      nameOf(mix),
      withError(mix.pages.hitRateAt24),
      withError(mix.pages.tailHitRateAt24),
      mix.pages.coverageAt24.toFixed(3),
    ]),
  )
  console.log(
    `\nThe best for the tail, ${nameOf(best)}, in the test: hit rate@24 ${withError(tested.pages.hitRateAt24)}, of the tail ${withError(tested.pages.tailHitRateAt24)}.`,
  )
}

/** Prints what looks bring to the likes model as side data, and of models that nobody has liked yet. */
function printVisual({ models, dimensions, seconds, warm, cold }: VisualMeasures): void {
  console.log(
    `${plural(models, 'model')} with vectors of ${dimensions} numbers. Learning from likes took ${seconds.toFixed(1)} seconds.\n`,
  )
  printTable(
    [
      'side data',
      'precision@10',
      'NDCG@10',
      'hit rate@24',
      'of the tail',
      'seconds to learn',
      'seconds a precision@10',
    ],
    warm.map(({ name, users, pages, seconds: ownSeconds, secondsOfPrecision }) => [
      name,
      ...[users.precisionAt10, users.ndcgAt10, pages.hitRateAt24, pages.tailHitRateAt24].map(withError),
      ownSeconds.toFixed(1),
      secondsOfPrecision.toFixed(1),
    ]),
  )
  console.log()
  printCold(cold)
}

function withError(value: Mean | null): string {
  return value === null ? '-' : `${value.mean.toFixed(4)} ±${value.standardError.toFixed(4)}`
}
