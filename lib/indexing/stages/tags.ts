import { setImmediate as nextTurn } from 'node:timers/promises'
import { countByRow } from '@/lib/numerics/sparse-matrix'
import { nearestByTagsInBlocks, tagWeights } from '@/lib/recommending/tag-weights'
import type { IndexContext } from '../index-context'
import { rowsOfLists } from '../list-rows'
import { findMadeKind, takeOverLists } from '../made-kind'
import { readRunTags, TAGS_DEPTH, type RunTags } from '../run-tags'

/** Of so many models lists are made before the next look whether the run is to stop. */
const BLOCK_ROWS = 1_024

/** Finds which models share what tags say of them, unless that is known from before. */
export async function run(context: IndexContext): Promise<void> {
  const { database, runId, models, digests, note } = context
  const tags = await readRunTags(database, models)
  context.tags = tags
  const whole = { kind: 'tags', inputDigest: tags.digest, skipped: null, settings: null } as const
  digests.tags = tags.digest
  const found = await findMadeKind(context, 'tags', tags.digest)
  if (found?.runId === runId) return
  if (found) {
    await context.enter(models.length)
    if (await takeOverLists(context, found)) {
      await database.runKinds.writeRunKind(runId, { ...whole, modelCount: found.made.modelCount })
      return note('What shares tags is taken over: no model and no tag has changed.', { from: found.runId })
    }
  }
  const modelCount = tags.pattern.indices.length === 0 ? 0 : await writeLists(context, tags)
  const skipped = reasonWithout(tags, modelCount)
  await database.runKinds.writeRunKind(runId, { ...whole, modelCount, skipped })
  if (skipped !== null) note(`Tags are not compared: ${skipped}`)
}

function reasonWithout({ pattern }: RunTags, modelCount: number): string | null {
  if (modelCount > 0) return null
  return pattern.indices.length === 0
    ? 'No model has tags.'
    : 'No two models share a tag that tells them from others.'
}

/** @returns how many models have a list */
async function writeLists(context: IndexContext, { pattern }: RunTags): Promise<number> {
  const { database, runId, models, checkpoint } = context
  const { ids } = models
  await context.enter(models.length)
  await database.neighbours.clearNeighbours(runId, 'tags')
  let modelCount = 0
  const blocks = nearestByTagsInBlocks(tagWeights(pattern), { depth: TAGS_DEPTH, blockRows: BLOCK_ROWS })
  for (const { from, lists } of blocks) {
    const modelIds = ids.slice(from, from + lists.rows)
    const rows = rowsOfLists(lists, { from: 0, to: lists.rows }, { modelIds, ids })
    await database.neighbours.writeNeighbours(runId, 'tags', rows)
    modelCount += countByRow(lists).filter((length) => length > 0).length
    context.progress(from + lists.rows)
    // Signs of life, and what the run is asked for, come in between.
    await nextTurn()
    await checkpoint()
  }
  return modelCount
}
