import type { RecipeFigures } from '@/lib/indexing/compare-recipes'
import type { RetrievalMeans, RetrievalQuality } from '@/lib/evaluation/retrieval-metrics'
import { printTable } from './table'

const MEASURES = ['queries', 'precision@10', 'recall-capped precision@10', 'mean average precision']

/** Prints how well one recipe retrieves, label by label and over all. */
export function printQuality(label: string, { byLabel, ...all }: RetrievalQuality): void {
  const rows = [...Object.entries(byLabel), ['all', all] as const]
  printTable(
    [label, ...MEASURES],
    rows.map(([name, means]) => [name, ...cells(means)]),
  )
}

/** Prints what recipes are worth and what they cost, side by side. */
export function printRecipes(recipes: readonly RecipeFigures[]): void {
  printTable(
    ['recipe', ...MEASURES, 'calibration error', 'ms an image', 'bytes a model'],
    recipes.map(({ recipe, quality, msPerImage, bytesPerModel }) => [
      recipe,
      ...cells(quality),
      quality.calibration.byLabels?.error.toFixed(3) ?? '-',
      msPerImage.toFixed(1),
      bytesPerModel.toFixed(0),
    ]),
  )
}

function cells(means: RetrievalMeans): string[] {
  return [
    String(means.queries),
    means.precisionAt10.toFixed(3),
    means.recallCappedPrecisionAt10.toFixed(3),
    means.meanAveragePrecision.toFixed(3),
  ]
}
