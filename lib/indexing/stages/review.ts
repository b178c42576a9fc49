import type { Database, PublishedRun } from '@/lib/database/database'
import type { RunComparison } from '@/lib/database/run-comparison'
import { PAGE_DEPTH } from '@/lib/facts/depths'
import {
  compareTables,
  measureTable,
  type RowChange,
  tableQuality,
  type TableRow,
} from '@/lib/evaluation/compare-tables'
import type { Mean } from '@/lib/evaluation/likes/mean'
import { figuresOfLikes, hasFallen, likesQuality } from '@/lib/evaluation/likes/run-figures'
import { DEFAULT_KIND } from '@/lib/facts/kinds'
import type { IndexContext } from '../index-context'
import type { RunLabels } from '../run-labels'
import { keepRunReport } from '../run-report'

/** A run whose quality falls by more than this share of what it was waits for a review. */
const TOLERATED_FALL = 0.05
/** With fewer labelled models than this a fall says nothing. */
const MIN_QUERIES = 20
/** A run that has lost more than this share of the models that the published one covers waits for a review. */
const TOLERATED_LOSS = 0.05

/** Whether so many of some models have lost their pictures that somebody should look before anything is published. */
export function isMuchLost(lost: number, of: number): boolean {
  return lost > of * TOLERATED_LOSS
}

/** How many rows are kept to be looked at. */
const SAMPLE = 8

/** Quality is measured among this many of the first neighbours. */
const QUALITY_DEPTH = 10

const LIKES_MEASURES = [
  { key: 'ndcgAt10', name: 'NDCG@10 for users' },
  { key: 'tailHitRateAt24', name: 'hit rate@24 of the tail on pages' },
] as const

/** A run, and how many neighbours a model it has. */
type ComparedRun = Pick<PublishedRun, 'id' | 'recipe' | 'neighbours'>

/** Looks whether the table can be shown to readers before anybody has seen it. */
export async function run(context: IndexContext): Promise<void> {
  const { database, runId, recipe, neighbours, labels } = context
  await context.enter(1)
  context.comparison = await compareRuns(
    database,
    { id: runId, recipe: recipe.name, neighbours },
    await database.indexRuns.findPublishedRun(),
    labels,
  )
}

/**
 * Holds the similarity table of a run against that of the published one, and says what about it looks wrong. Of each model
 * are compared the neighbours that a page shows, or as many as both runs have: below them a row is never at rest. Where models
 * have labels, a report of the run is kept.
 *
 * @param published null when nothing is published: then there is nothing to hold it against
 */
async function compareRuns(
  database: Database,
  run: ComparedRun,
  published: ComparedRun | null,
  labels: RunLabels | null,
): Promise<RunComparison> {
  const shared = Math.min(PAGE_DEPTH, run.neighbours, published?.neighbours ?? PAGE_DEPTH)
  const depth = Math.min(QUALITY_DEPTH, shared)
  const rowsOf = (id: number) => rowsIn(database.neighbours.readIds(id, DEFAULT_KIND, shared))
  const measure = async ({ id, recipe }: ComparedRun) => {
    const queries = labels && (await measureTable(() => rowsOf(id), labels.values, depth))
    return queries && { id, recipe, queries }
  }
  const measured = await measure(run)
  const before = published && (await measure(published))
  if (labels && measured) await keepRunReport(database, labels, measured, before)
  const likesOf = async (id: number) => {
    const likes = figuresOfLikes(await database.runKinds.readRunKinds(id))
    return likes && likesQuality(likes)
  }
  const figures = {
    likes: await likesOf(run.id),
    label: labels?.column ?? null,
    depth,
    quality: measured && tableQuality(measured.queries),
  }
  if (published === null) {
    const none = {
      comparedWith: null,
      qualityBefore: null,
      likesBefore: null,
      changedShare: null,
      lostCount: 0,
      coveredBefore: 0,
    }
    return { ...figures, ...none, mostChanged: [], reasons: [] }
  }
  const held = {
    ...figures,
    comparedWith: published.id,
    qualityBefore: before && tableQuality(before.queries),
    likesBefore: await likesOf(published.id),
    ...(await summariseChanges(compareTables(rowsOf(published.id), rowsOf(run.id)))),
    lostCount: await database.neighbours.countLostModels(published.id, run.id, DEFAULT_KIND),
    coveredBefore: await database.neighbours.countCoveredModels(published.id, DEFAULT_KIND),
  }
  return { ...held, reasons: reasonsForReview(held) }
}

async function* rowsIn(blocks: AsyncIterable<TableRow[]>): AsyncGenerator<TableRow> {
  for await (const rows of blocks) yield* rows
}

async function summariseChanges(
  changes: AsyncIterable<RowChange>,
): Promise<{ changedShare: number | null; mostChanged: number[] }> {
  let sum = 0
  let count = 0
  let most: RowChange[] = []
  for await (const change of changes) {
    sum += change.changedShare
    count++
    const least = most.at(-1)
    if (
      change.changedShare > 0 &&
      (most.length < SAMPLE || change.changedShare > (least?.changedShare ?? 0))
    ) {
      most = [...most, change].sort((a, b) => b.changedShare - a.changedShare).slice(0, SAMPLE)
    }
  }
  return { changedShare: count === 0 ? null : sum / count, mostChanged: most.map(({ modelId }) => modelId) }
}

/** Why a run should not be published before somebody has looked at it; empty when it looks as it should. */
function reasonsForReview(
  figures: Pick<
    RunComparison,
    'label' | 'depth' | 'quality' | 'qualityBefore' | 'likes' | 'likesBefore' | 'lostCount' | 'coveredBefore'
  >,
): string[] {
  const { label, depth, quality, qualityBefore, lostCount, coveredBefore } = figures
  const reasons: string[] = []
  const now = quality?.recallCappedPrecision ?? 0
  const before = qualityBefore?.recallCappedPrecision ?? 0
  if (quality && quality.queries >= MIN_QUERIES && now < before * (1 - TOLERATED_FALL)) {
    reasons.push(
      `Neighbours agree less with the label “${label}”: recall-capped precision@${depth} fell from ${before.toFixed(3)} to ${now.toFixed(3)}.`,
    )
  }
  for (const { key, name } of LIKES_MEASURES) {
    const [likesNow, likesBefore] = [figures.likes?.[key] ?? null, figures.likesBefore?.[key] ?? null]
    if (likesNow && likesBefore && hasFallen(likesNow, likesBefore, TOLERATED_FALL))
      reasons.push(
        `What is learned from likes is worth less: ${name} fell from ${withError(likesBefore)} to ${withError(likesNow)}.`,
      )
  }
  if (isMuchLost(lostCount, coveredBefore)) {
    reasons.push(
      `${lostCount} of the ${coveredBefore} models of the published run have lost their pictures; the failures say why.`,
    )
  }
  return reasons
}

function withError({ mean, standardError }: Mean): string {
  return `${mean.toFixed(4)} ±${standardError.toFixed(4)}`
}
