import type { SuggestedTags, TagPlace } from '@/lib/database/database'
import { columnsOf, countByRow, transposePattern } from '@/lib/numerics/sparse-matrix'
import { ASKED_NEIGHBOURS, FEW_TAGS, type Nearest, tagSuggester } from '@/lib/recommending/suggest-tags'
import { nearestInSpace, rankByTags } from '@/lib/recommending/tag-places'
import { tagWeights } from '@/lib/recommending/tag-weights'
import { commonSpace, type CommonSpace } from '../common-space'
import { foldTags } from '../fold-tags'
import type { IndexContext } from '../index-context'
import { rowsById } from '../rows-by-id'
import { noTags, type RunTags } from '../run-tags'

/** Of a tag so many models are ranked at most: more than anybody pages through. */
const MOST_RANKED = 2_000
/** So many that lack it are named as close. */
const MOST_CLOSE = 24

/** So many tags are suggested for a model, and none of a lower score, which is next to never right. */
const MOST_SUGGESTED = 10
const LEAST_SCORE = 0.05
/** Of the models that speak for a tag so many are named. */
const NAMED_SPEAKERS = 3

/** Rows that are written together. */
const AT_ONCE = 256

/**
 * Ranks the models of each tag by its place in the space that all lie in, and finds tags that models probably lack. Made anew by each
 * run: it takes seconds, and depends on all that the run has made before.
 */
export async function run(context: IndexContext): Promise<void> {
  const { database, runId, models, note } = context
  await database.tags.clearTagPlaces(runId)
  await database.tags.clearTagSuggestions(runId)
  const tags = context.tags
  context.tags = noTags
  if (tags.pattern.indices.length === 0) return
  await context.enter(tags.names.length + models.length)
  const space = await commonSpace(database, runId, models.ids, tagWeights(tags.pattern))
  const ranked = await writePlaces(context, tags, space)
  const suggested = await writeSuggestions(context, tags, space)
  note('Tags have their places.', { by: space.by, tags: ranked, modelsThatMayLackSome: suggested })
}

/** @returns how many tags have a place */
async function writePlaces(
  context: IndexContext,
  { pattern, names }: RunTags,
  { unit }: CommonSpace,
): Promise<number> {
  const { database, runId, models, checkpoint } = context
  const idsOf = (rows: readonly number[]) => Int32Array.from(rows, (row) => models.ids[row] ?? 0)
  const writer = inBlocks<TagPlace>((places) => database.tags.writeTagPlaces(runId, places))
  for await (const { tag, own, close } of rankByTags(pattern, unit, {
    most: MOST_RANKED,
    mostClose: MOST_CLOSE,
  })) {
    if (await writer.add({ tag: names[tag] ?? '', modelIds: idsOf(own), closeIds: idsOf(close) })) {
      context.progress(tag)
      await checkpoint()
    }
  }
  context.progress(names.length)
  return writer.finish()
}

/** @returns for how many models some are suggested */
async function writeSuggestions(
  context: IndexContext,
  tags: RunTags,
  { unit }: CommonSpace,
): Promise<number> {
  const { database, runId, models, checkpoint } = context
  const { pattern, names } = foldTags(tags)
  const suggest = tagSuggester(pattern)
  const writer = inBlocks<SuggestedTags>((rows) => database.tags.writeTagSuggestions(runId, rows))
  let looked = 0
  async function add(row: number, nearest: Nearest) {
    looked++
    const suggestions = suggest(row, nearest, MOST_SUGGESTED)
      .filter(({ score }) => score >= LEAST_SCORE)
      .map(({ tag, score, speakers }) => ({
        tag: names[tag] ?? '',
        score,
        count: speakers.length,
        speakers: speakers.slice(0, NAMED_SPEAKERS).map((speaker) => models.ids[speaker] ?? 0),
      }))
    if (suggestions.length === 0) return
    if (await writer.add({ modelId: models.ids[row] ?? 0, suggestions })) {
      context.progress(tags.names.length + looked)
      await checkpoint()
    }
  }

  const isShared = countByRow(transposePattern(pattern)).map((count) => (count > 1 ? 1 : 0))
  const hasFew = (row: number) =>
    columnsOf(pattern, row).reduce((sum, tag) => sum + (isShared[tag] ?? 0), 0) < FEW_TAGS
  const rowOf = rowsById(models.ids)
  for await (const block of database.neighbours.readRows(runId, 'tags')) {
    for (const { modelId, neighbourIds, scores } of block) {
      const row = rowOf(modelId)
      if (row !== -1 && !hasFew(row)) await add(row, { models: neighbourIds.map(rowOf), scores })
    }
  }
  const few = Array.from(models.ids.keys()).filter(hasFew)
  const isTagged = (row: number) => columnsOf(pattern, row).length > 0
  for await (const { model, ...nearest } of nearestInSpace(unit, few, isTagged, ASKED_NEIGHBOURS))
    await add(model, nearest)
  return writer.finish()
}

/** Has rows written many at once. */
function inBlocks<Row>(write: (rows: Row[]) => Promise<void>) {
  let waiting: Row[] = []
  let count = 0
  async function flush() {
    const rows = waiting
    waiting = []
    if (rows.length > 0) await write(rows)
  }
  return {
    /** @returns whether some were written */
    async add(row: Row): Promise<boolean> {
      count++
      waiting.push(row)
      if (waiting.length < AT_ONCE) return false
      await flush()
      return true
    },
    /** @returns how many rows there were */
    async finish(): Promise<number> {
      await flush()
      return count
    },
  }
}
