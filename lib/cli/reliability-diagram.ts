import type { ReliabilityBin } from '@/lib/evaluation/calibration-error'
import type { ClosenessQuality, StatedQuality } from '@/lib/indexing/evaluate-closeness'
import { printTable } from './table'

/** Columns of a bar from 0 to 1. */
const WIDTH = 40

/** Prints how true what is stated of closeness would be: its error, and a reliability diagram. */
export function printCloseness({ byLabels, byScores }: ClosenessQuality): void {
  console.log()
  if (byLabels) printStated('Closeness by labels, of models that it was not fitted on', byLabels)
  else console.log('Closeness by labels: there are too few, or they say the same of all neighbours.')
  console.log()
  if (byScores) printStated('Closeness by scores alone, as where there are no labels', byScores)
  else console.log('Closeness by scores alone: there are too few models, or they are all alike.')
}

function printStated(what: string, { method, error, pairs, bins }: StatedQuality): void {
  console.log(
    `${what} (${method}): calibration error ${error.toFixed(3)} over ${pairs.toLocaleString('en')} pairs of neighbours.`,
  )
  printTable(
    ['of one kind, the bar; as stated, |', 'stated', 'observed', 'pairs'],
    bins.map((bin) => [barOf(bin), bin.stated.toFixed(2), bin.observed.toFixed(2), String(bin.count)]),
  )
}

/** What is observed as a bar, with a mark where it was stated to end. */
export function barOf({ stated, observed }: Pick<ReliabilityBin, 'stated' | 'observed'>): string {
  const bar = '#'.repeat(Math.round(observed * WIDTH)).padEnd(WIDTH, '.')
  const mark = Math.min(WIDTH - 1, Math.round(stated * WIDTH))
  return `${bar.slice(0, mark)}|${bar.slice(mark + 1)}`
}
