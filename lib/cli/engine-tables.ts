import type { EngineComparison } from '@/lib/benchmark/compare-engines'
import { engineNames } from '@/lib/facts/engine-names'
import type { findEngines } from '@/lib/networks/engines/engines'
import { printTable } from './table'

/** Prints which engines can be loaded here, and of the others why not. */
export function printEngines(engines: Awaited<ReturnType<typeof findEngines>>): void {
  for (const { name, availability } of engines) {
    const state = availability.available ? `available, ${availability.version}` : availability.reason
    console.log(`${name.padEnd(12)} ${state}`)
  }
  console.log()
}

/** Prints, recipe by recipe, how fast the engines are and how well they agree. */
export function printComparisons(comparisons: readonly EngineComparison[]): void {
  const figure = (ms: number | undefined) =>
    ms === undefined ? '-' : `${ms.toFixed(1)} (${(1000 / ms).toFixed(1)})`
  console.log(
    'Milliseconds an image (images a second) of the network alone; the worst cosine between two engines:\n',
  )
  printTable(
    ['recipe', ...engineNames, 'worst cosine'],
    comparisons.map(({ recipe, msPerImage, worstCosine }) => [
      recipe,
      ...engineNames.map((name) => figure(msPerImage[name])),
      worstCosine?.toFixed(9) ?? '-',
    ]),
  )
}
