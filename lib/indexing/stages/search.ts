import type { IndexContext } from '../index-context'
import { writeSimilarityTable } from '../similarity-table'
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
