import { createHash } from 'node:crypto'
import type { IndexableModel } from '@/lib/database/database'
import { PROJECTION_VERSION } from '@/lib/embedding/fit-projection'
import type { Recipe } from '@/lib/embedding/recipes'
import { CALIBRATION_VERSION } from '@/lib/evaluation/label-calibration'
import { NEAR_DUPLICATES_VERSION } from '@/lib/similarity/near-duplicates'
import { SHAPE_VERSION } from '@/lib/similarity/shape'
import { expansionOf } from './recipe'
import type { RunLabels } from './run-labels'

type Models = Iterable<IndexableModel> & { readonly length: number }

/**
 * A digest over everything that a similarity table depends on: equal means that computing it again would
 * give the same table.
 */
export function inputDigest(recipe: Recipe, neighbours: number, models: Models): string {
  const expansion = expansionOf(recipe, models.length)
  const settings = JSON.stringify([recipe.id, projectionVersion(recipe), neighbours, expansion])
  const hash = createHash('sha256').update(settings)
  for (const { modelId, thumbnailHash } of models) hash.update(`${modelId}:${thumbnailHash}\n`)
  return hash.digest('hex')
}

/**
 * A digest over everything that a run makes: the table, what tells how close its scores are, and the near-duplicates. Equal means that another run would
 * make the same.
 */
export function runDigest(
  recipe: Recipe,
  neighbours: number,
  models: Models,
  labels: RunLabels | null,
): string {
  const hash = createHash('sha256').update(inputDigest(recipe, neighbours, models))
  hash.update(`closeness ${CALIBRATION_VERSION}`)
  hash.update(`near-duplicates ${SHAPE_VERSION} ${NEAR_DUPLICATES_VERSION}`)
  if (labels) {
    hash.update(JSON.stringify(labels.column))
    const inOrder = [...labels.values].sort(([one], [other]) => one - other)
    for (const [modelId, label] of inOrder) hash.update(`${modelId}:${JSON.stringify(label)}\n`)
  }
  return hash.digest('hex')
}

/** The id of the projection that is fitted on these models' embeddings, in this order. */
export function projectionDigest(recipe: Recipe, models: Iterable<IndexableModel>): string {
  const hash = createHash('sha256').update(`${recipe.id} ${projectionVersion(recipe)}`)
  for (const { thumbnailHash } of models) hash.update(thumbnailHash)
  return hash.digest('hex')
}

function projectionVersion({ projection }: Recipe): number | null {
  return projection && PROJECTION_VERSION
}
