import { createHash } from 'node:crypto'
import type { Database, IndexableModel } from '@/lib/database/database'
import { PROJECTION_VERSION } from '@/lib/embedding/projection'
import type { Recipe } from '@/lib/embedding/recipes'
import { CALIBRATION_VERSION } from '@/lib/evaluation/label-calibration'
import { type Kind, KINDS } from '@/lib/facts/kinds'
import { NEAR_DUPLICATES_VERSION } from '@/lib/similarity/near-duplicates'
import { SHAPE_VERSION } from '@/lib/similarity/shape'
import { readLikesRecipe } from './likes-recipe'
import type { ModelList } from './model-list'
import { expansionOf } from './recipe'
import type { RunLabels } from './run-labels'
import { likesDigest, readRunLikes } from './run-likes'
import { readRunTags } from './run-tags'

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
 * A digest over all that a run makes of pictures, as far as labels do not change it: its table, the vectors that it keeps, and the
 * near-duplicates.
 */
export function visualDigest(recipe: Recipe, neighbours: number, models: Models): string {
  const hash = createHash('sha256').update(inputDigest(recipe, neighbours, models))
  return hash.update(`near-duplicates ${SHAPE_VERSION} ${NEAR_DUPLICATES_VERSION}`).digest('hex')
}

/** Digests over what a run makes of each kind of neighbours. */
export type KindDigests = Record<Kind, string>

/** Of all kinds, for whoever looks whether a run is needed. @throws Error for settings of likes that are none */
export async function readKindDigests(
  database: Pick<Database, 'likes' | 'tags'>,
  {
    recipe,
    neighbours,
    models,
    dataDir,
  }: { recipe: Recipe; neighbours: number; models: ModelList; dataDir: string },
): Promise<KindDigests> {
  return {
    visual: visualDigest(recipe, neighbours, models),
    likes: likesDigest(await readRunLikes(database, models), readLikesRecipe(dataDir)),
    tags: (await readRunTags(database, models)).digest,
  }
}

/**
 * A digest over everything that a run makes: the lists of each kind and what comes with them, and what tells how close scores are.
 * Equal means that another run would make the same.
 */
export function runDigest(kinds: KindDigests, labels: RunLabels | null): string {
  const hash = createHash('sha256')
  for (const kind of KINDS) hash.update(`${kind} ${kinds[kind]}`)
  hash.update(`closeness ${CALIBRATION_VERSION}`)
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
