import { type MeasuredQueries, noteQuery, roomForQueries } from '@/lib/evaluation/measured-queries'
import type { FiguresInput } from '@/lib/evaluation/report/make-figures'
import { seededRandom } from '@/lib/numerics/seeded-random'

/** Models 1, 2, …, of labels in turn, each ranked at random, or with those of its label first. */
export function madeUpQueries(
  labels: readonly string[],
  { perLabel = 12, isPerfect = false, seed = 1 } = {},
): MeasuredQueries {
  const count = labels.length * perLabel
  const random = seededRandom(seed)
  const queries = roomForQueries(count, { depth: 10, isWhole: true })
  const models = Array.from({ length: count }, (_, place) => place + 1)
  const labelOf = madeUpLabel(labels)
  for (const [place, model] of models.entries()) {
    const ranking = models
      .filter((other) => other !== model)
      .map((other) => ({ other, key: isPerfect && labelOf(other) === labelOf(model) ? 2 : random() }))
      .sort((a, b) => b.key - a.key)
      .map(({ other }) => other)
    const ranks = ranking.flatMap((other, rank) => (labelOf(other) === labelOf(model) ? [rank + 1] : []))
    noteQuery(queries, place, { model, relevant: perLabel - 1, ranks, nearest: ranking })
  }
  return queries
}

/** The label of a made-up model. */
export const madeUpLabel = (labels: readonly string[]) => (model: number) =>
  labels[(model - 1) % labels.length] ?? null

/** All of it together: a recipe at random and one that is perfect. */
export function madeUpInput(
  labels: readonly string[] = ['tree', 'car', 'boat', 'cat', 'hat', 'cup'],
  { perLabel = 12, categories = ['Things'] } = {},
): FiguresInput {
  return {
    label: 'label',
    leastRelevant: 10,
    contenders: [
      { name: 'default', queries: madeUpQueries(labels, { perLabel }), msPerImage: 9.5, bytesPerModel: 512 },
      { name: 'perfect', queries: madeUpQueries(labels, { perLabel, isPerfect: true }) },
    ],
    labelOf: madeUpLabel(labels),
    categoriesOf: () => categories,
    reliability: null,
  }
}
