import { searchNeighbours } from '@/lib/similarity/search-neighbours'
import type { IndexContext } from '../index-context'
import { expansionOf } from '../recipe'
import { assertTakenDown } from './project'

/** Finds and writes the neighbours of each model; where models are taken down meanwhile, the rest is projected anew. */
export async function run(context: IndexContext): Promise<'back' | void> {
  await context.enter(context.models.length)
  try {
    await writeSimilarityTable(context)
  } catch (error) {
    await assertTakenDown(context, error)
    return 'back'
  }
}

async function writeSimilarityTable(context: IndexContext): Promise<void> {
  const { database, runId, recipe, models, vectors, neighbours, signal, checkpoint, progress } = context
  await database.neighbours.clearNeighbours(runId)
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
    await database.neighbours.writeNeighbours(runId, 'visual', {
      modelIds: models.slice(start, start + count).map((model) => model.modelId),
      neighbourIds: indices.map((index) => models[index]?.modelId ?? 0),
      width,
      scores,
    })
    done.found += count
    report()
  }
}
