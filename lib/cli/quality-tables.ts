import type { RecipeFigures } from '@/lib/indexing/compare-recipes'
import type { Evaluation } from '@/lib/indexing/evaluate'
import { averageQueries } from '@/lib/evaluation/measured-queries'
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

/** How well a recipe retrieves, and how true what is stated of closeness would be. */
export type Quality = RetrievalQuality & Pick<Evaluation, 'calibration'>

/** The means of what was measured, over all queries and over those of each label. */
export function qualityOf({ queries, labels, calibration }: Evaluation): Quality {
  return { ...averageQueries(queries, (model) => labels.get(model) ?? null), calibration }
}

/** What recipes are worth and what they cost. */
export type RecipeQuality = Omit<RecipeFigures, 'evaluation'> & { quality: Quality }

/** Prints recipes side by side. */
export function printRecipes(recipes: readonly RecipeQuality[]): void {
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
