import type { ColdQuality } from '@/lib/evaluation/likes/measure-cold'
import type { LikesFacts } from '@/lib/evaluation/likes/set-facts'
import type { LikeQuality } from '@/lib/evaluation/likes/measure-likes'
import { LIKES_BANDS } from '@/lib/evaluation/likes/measure-lists'
import type { Mean } from '@/lib/evaluation/likes/mean'
import { plural } from './plural'
import { printTable } from './table'

/** Says what is measured by. */
export function printFacts(facts: LikesFacts): void {
  const number = (value: number) => value.toLocaleString('en')
  console.log(
    `${number(facts.likes)} likes; without users and models that have fewer than 5: ${number(facts.train + facts.test)} of ${number(facts.users)} users and ${number(facts.models)} models.`,
  )
  console.log(
    `${number(facts.test)} of them, of ${number(facts.testUsers)} users, are put aside to test by; ${plural(facts.headModels, 'model')} have half of the others, the rest is the tail.\n`,
  )
}

/** Prints ways of recommending side by side, each figure with its standard error. */
export function printLikes(ways: readonly LikeQuality[]): void {
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

/** Prints what is recommended of models that nobody has liked yet. */
export function printCold(ways: readonly ColdQuality[]): void {
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

function withError(value: Mean | null): string {
  return value === null ? '-' : `${value.mean.toFixed(4)} ±${value.standardError.toFixed(4)}`
}
