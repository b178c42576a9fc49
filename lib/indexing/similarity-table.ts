import { type IndexableModel, stillEmbedded } from '@/lib/database/embeddings'
import { clearNeighbours, neighbourWriter } from '@/lib/database/neighbours'
import { writeProjection } from '@/lib/database/projections'
import { encodeProjection } from '@/lib/embedding/projection-format'
import { searchNeighbours } from '@/lib/similarity/search-neighbours'
import type { VectorSource } from '@/lib/similarity/vectors'
import { projectedVectors } from './projected-vectors'
import { expansionOf } from './recipe'
import type { RunContext } from './run-context'

/** The models that a table is over, and the projection that their vectors were compared in, if there is one. */
export type SimilarityTable = { models: readonly IndexableModel[]; projectionId: string | null }

/**
 * Projects the vectors of models and writes the neighbours of each, and does so again without those that were taken down
 * meanwhile, with their vectors.
 *
 * @throws Error when none is left
 */
export async function makeTable(
  context: RunContext,
  wanted: readonly IndexableModel[],
): Promise<SimilarityTable> {
  const { options, log } = context
  const { connection, recipe } = options
  for (let models = stillEmbedded(connection, recipe.id, wanted); ;) {
    if (models.length === 0) throw new Error('All models were taken down while the run was under way.')
    try {
      return { models, projectionId: await makeTableOf(context, models) }
    } catch (error) {
      const left = stillEmbedded(connection, recipe.id, models)
      if (left.length === models.length) throw error
      log.info({ takenDown: models.length - left.length }, 'Models were taken down; it goes on without them.')
      models = left
    }
  }
}

async function makeTableOf(context: RunContext, models: readonly IndexableModel[]): Promise<string | null> {
  const { options, runId, stage } = context
  const { connection, recipe } = options
  const { vectors, fitted } = await stage('project', models.length, () =>
    projectedVectors(connection, recipe, models, context.checkpoint),
  )
  if (fitted) {
    const { projectionId, projection } = fitted
    writeProjection(
      connection,
      { id: projectionId, recipeId: recipe.id, matrix: encodeProjection(projection) },
      runId,
    )
  }
  await stage('search', models.length, () => search(context, models, vectors))
  return fitted?.projectionId ?? null
}

async function search(
  { options, runId, checkpoint, progress }: RunContext,
  models: readonly IndexableModel[],
  vectors: VectorSource,
): Promise<void> {
  const { connection, recipe, neighbours, signal } = options
  clearNeighbours(connection, runId)
  const write = neighbourWriter(connection, runId, 'visual')
  const expansion = expansionOf(recipe, models.length)
  // With an expansion every model is searched for twice, and either time is half of what it has to do.
  const done = { expanded: 0, found: 0 }
  const report = () => progress(expansion ? Math.floor((done.expanded + done.found) / 2) : done.found)
  for await (const block of searchNeighbours({
    vectors,
    expansion,
    neighbours,
    signal,
    checkpoint,
    onExpanded(count) {
      done.expanded += count
      report()
    },
  })) {
    const { start, count, width, indices, scores } = block
    write({
      modelIds: models.slice(start, start + count).map((model) => model.modelId),
      neighbourIds: indices.map((index) => models[index]?.modelId ?? -1),
      width,
      scores,
    })
    done.found += count
    report()
  }
}
