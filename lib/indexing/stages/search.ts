import { DEFAULT_KIND } from '@/lib/facts/kinds'
import { doUnits } from '@/lib/jobs/do-units'
import { searchNeighbours } from '@/lib/similarity/search-neighbours'
import { noVectors } from '@/lib/similarity/vectors'
import type { IndexContext } from '../index-context'
import { inputDigest } from '../input-digest'
import { rowsOf } from '../neighbour-rows'
import { expansionOf } from '../recipe'
import { assertNoneLost } from '../units/lost-units'
import { openSearchUnits, queryRows, searchPayloads } from '../units/search-units'
import { assertTakenDown, openIfMuch } from './project'

export { openSearchUnits as openUnits }

/** Finds and writes the neighbours of each model; where models are taken down meanwhile, the rest is projected anew. */
export async function run(context: IndexContext): Promise<'back' | void> {
  const { database, models, hasVisual } = context
  if (hasVisual) return
  await context.enter(models.length)
  try {
    await (database.units.isShared ? shareSearch(context) : writeSimilarityTable(context))
    // The memory is for the stages to come: what they need of vectors is stored.
    context.vectors = noVectors
  } catch (error) {
    await assertTakenDown(context, error)
    return 'back'
  } finally {
    for (const file of context.vectorFiles.splice(0)) file.close()
  }
}

async function writeSimilarityTable(context: IndexContext): Promise<void> {
  const { database, runId, recipe, models, vectors, neighbours, signal, checkpoint, progress } = context
  await database.neighbours.clearNeighbours(runId, DEFAULT_KIND)
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
    store: () => openIfMuch(context, vectors.dimensions),
    onExpanded(count) {
      done.expanded += count
      report()
    },
  })) {
    const { start, count } = block
    const modelIds = models.ids.subarray(start, start + count)
    await database.neighbours.writeNeighbours(runId, DEFAULT_KIND, rowsOf(block, modelIds, models.ids))
    done.found += count
    report()
  }
}

/** Has whoever is there expand the vectors of all models and, once all are, find the neighbours of each. */
async function shareSearch(context: IndexContext): Promise<void> {
  const { database, runId, recipe, models, neighbours } = context
  const { length } = models
  const table = inputDigest(recipe, neighbours, models)
  const expansion = expansionOf(recipe, length)
  const rows = (done: number) => Math.min(length, done * queryRows(length))
  if (expansion) {
    const progress = (done: number) => context.progress(Math.floor(rows(done) / 2))
    await doUnits(
      { ...context, progress },
      'expand',
      searchPayloads('expand', table, length),
      openSearchUnits,
    )
    await assertNoneLost(context, 'expand', 'expanded')
  }
  const progress = (done: number) =>
    context.progress(expansion ? Math.floor((length + rows(done)) / 2) : rows(done))
  const payloads = searchPayloads('search', table, length)
  await doUnits({ ...context, progress }, 'search', payloads, openSearchUnits, async () => {
    await database.units.clear(runId, 'search')
    await database.neighbours.clearNeighbours(runId, DEFAULT_KIND)
  })
  await assertNoneLost(context, 'search', 'compared')
}
