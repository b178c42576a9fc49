import { doUnits } from '@/lib/jobs/do-units'
import type { IndexContext } from '../index-context'
import { visualDigest } from '../input-digest'
import { findNearDuplicates, withoutShape } from '../near-duplicates'
import { storeShapes } from '../take-shapes'
import { openShapeUnits, shapePayloads } from '../units/shape-units'

export { openShapeUnits as openUnits }

/**
 * Finds which models are the same thing once more, by the shapes of their pictures, and keeps that under the run. Shapes were taken
 * when pictures were stored; of those that were stored before, they are taken here, once.
 */
export async function run(context: IndexContext): Promise<void> {
  const { database, runId, models, checkpoint, note } = context
  context.digests.visual = visualDigest(context.recipe, context.neighbours, models)
  if (context.hasVisual) return
  const missing = await withoutShape(database, models)
  await context.enter(missing.length + models.length)
  if (missing.length > 0) await (database.units.isShared ? shareShapes : takeMissing)(context, missing)
  const progress = (done: number) => context.progress(missing.length + done)
  const groups = await findNearDuplicates(database, { runId, models }, checkpoint, progress)
  await checkpoint()
  await database.nearDuplicates.writeNearDuplicates(runId, groups)
  await database.runKinds.writeRunKind(runId, {
    kind: 'visual',
    inputDigest: context.digests.visual,
    modelCount: models.length,
    skipped: null,
    settings: null,
  })
  const folded = groups.reduce((sum, { length }) => sum + length - 1, 0)
  if (folded > 0)
    note('Near-duplicates are found.', { groups: groups.length, folded, shapesTaken: missing.length })
}

async function takeMissing(context: IndexContext, missing: readonly string[]): Promise<void> {
  await storeShapes(context, missing, async (done) => {
    context.progress(done)
    await context.checkpoint()
  })
}

/** Has whoever is there take the shapes that are not known. */
async function shareShapes(context: IndexContext, missing: readonly string[]): Promise<void> {
  const payloads = shapePayloads(missing)
  const progress = (done: number) => context.progress(Math.floor((done / payloads.length) * missing.length))
  await doUnits({ ...context, progress }, 'near-duplicates', payloads, openShapeUnits)
}
