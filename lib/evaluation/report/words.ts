import type { Interval } from '../bootstrap'
import type { Means } from './figures'

/** A measure of a report: where its means are, and what it is called. */
export type Measure = { key: keyof Means; name: string; meaning: string }

/** The measures that there are figures of, as `npm run evaluate` and the dashboard call them. */
export function measuresOf({ depth, means }: { depth: number; means: Means }): Measure[] {
  const measures: Measure[] = [
    {
      key: 'precision',
      name: `Precision@${depth}`,
      meaning: `the share of the first ${depth} that have the query’s label`,
    },
    {
      key: 'recallCappedPrecision',
      name: `Recall-capped precision@${depth}`,
      meaning: `the same out of as many as there are, at most ${depth}: 1 can be reached with fewer than ${depth} of a label`,
    },
    {
      key: 'averagePrecision',
      name: 'Mean average precision',
      meaning: 'over the whole ranking: how early all of the label come',
    },
  ]
  return measures.filter(({ key }) => means[key] !== null)
}

export const figure = (value: number) => value.toFixed(3)

export const percent = (share: number) => `${(share * 100).toFixed(0)} %`

export const whole = (count: number) => count.toLocaleString('en')

export function counted(count: number, one: string, more = `${one}s`): string {
  return `${whole(count)} ${count === 1 ? one : more}`
}

/** `0.431 to 0.559`; a dash where there is no interval. */
export function limits({ low, high }: Interval, write: (limit: number) => string = figure): string {
  return low === null || high === null ? '–' : `${write(low)} to ${write(high)}`
}

/** With its sign, a minus rather than a hyphen. */
export function signed(value: number): string {
  const text = figure(Math.abs(value))
  return Number(text) === 0 ? text : `${value < 0 ? '−' : '+'}${text}`
}

/** What a difference comes to, by whether its interval has 0 within. */
export function verdict({
  low,
  high,
}: Interval): 'better' | 'worse' | 'no difference to be seen' | 'too few to say' {
  if (low === null || high === null) return 'too few to say'
  if (low > 0) return 'better'
  return high < 0 ? 'worse' : 'no difference to be seen'
}
