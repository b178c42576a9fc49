import type { IndexContext } from '../index-context'
import { projectionDigest, visualDigest } from '../input-digest'
import { readVectorBlocks } from '../kept-vectors'
import { findMadeKind, type MadeKind, takeOverLists } from '../made-kind'
import { stillEmbedded } from '../model-list'

/**
 * Takes over look-alikes that were found already, with the vectors that they were found by and the near-duplicates among them: by this
 * run before it was interrupted, or by another one where none of the models or their pictures has changed.
 */
export async function run(context: IndexContext): Promise<void> {
  const { database, recipe, neighbours } = context
  context.hasVisual = false
  context.models = await stillEmbedded(database, recipe.id, context.models)
  const digest = visualDigest(recipe, neighbours, context.models)
  const found = await findMadeKind(context, 'visual', digest)
  if (!found || !(await takeOverProjection(context))) return
  context.hasVisual = found.runId === context.runId || (await takeOver(context, found))
  if (context.hasVisual)
    context.note('What looks alike is taken over: no model and no picture has changed.', {
      from: found.runId,
    })
}

/** Notes that the run uses the projection of its models. @returns false when that is not stored any more */
async function takeOverProjection(context: IndexContext): Promise<boolean> {
  const { database, recipe, runId, models } = context
  if (!recipe.projection) return true
  const id = projectionDigest(recipe, models)
  const matrix = await database.embeddings.readProjection(id)
  if (!matrix) return false
  await database.embeddings.writeProjection({ id, recipeId: recipe.id, matrix }, runId)
  context.projectionId = id
  return true
}

async function takeOver(context: IndexContext, found: MadeKind): Promise<boolean> {
  const { database, runId, models, checkpoint } = context
  await context.enter(models.length)
  await database.vectors.clearVectors(runId)
  let copied = 0
  for await (const block of readVectorBlocks(database, found.runId)) {
    await checkpoint()
    await database.vectors.writeVectorBlock(runId, block)
    context.progress((copied += block.modelIds.length))
  }
  await database.nearDuplicates.copyNearDuplicates(found.runId, runId)
  if (!(await takeOverLists(context, found))) return false
  const { kind, inputDigest, modelCount } = found.made
  await database.runKinds.writeRunKind(runId, {
    kind,
    inputDigest,
    modelCount,
    skipped: null,
    settings: null,
  })
  return true
}
