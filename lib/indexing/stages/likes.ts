import { decodeLikesSettings, encodeLikesSettings, type RunLikesSettings } from '@/lib/database/run-likes'
import type { DenseMatrix } from '@/lib/numerics/matrix-product'
import { countByRow, type SparsePattern, transposePattern } from '@/lib/numerics/sparse-matrix'
import { nearestByFactors } from '@/lib/recommending/factor-lists'
import { likesInCommon } from '@/lib/recommending/likes-in-common'
import { tagWeights } from '@/lib/recommending/tag-weights'
import type { IndexContext } from '../index-context'
import { readFactorBlocks, readFactors } from '../kept-factors'
import { learnLikes } from '../learn-likes'
import { type LikesRecipe, readLikesRecipe } from '../likes-recipe'
import { rowsOfLists } from '../list-rows'
import { findMadeKind, type MadeKind, takeOverLists } from '../made-kind'
import { LIKES_DEPTH, likesDigest, readRunLikes, type RunLikes } from '../run-likes'
import { forgetLearned } from '../saved-learning'
import { contentDigest, writeFactors } from '../write-factors'

/** Models whose lists are written together. */
const BLOCK_ROWS = 1_024

/**
 * Learns from likes which models the same people like, unless that is known from before; and what those would like who like a model that
 * nobody has liked yet, by what else is known of it.
 */
export async function run(context: IndexContext): Promise<void> {
  const { database, dataDir, runId, models, digests, note } = context
  const recipe = readLikesRecipe(dataDir)
  const likes = await readRunLikes(database, models)
  const digest = likesDigest(likes, recipe)
  digests.likes = digest
  const whole = { kind: 'likes', inputDigest: digest } as const
  const reason = reasonAgainst(likes, models.length)
  if (reason !== null) return skip(context, reason)
  const settings = settingsOf(likes, recipe, contentDigest(digests))
  const found = await findMadeKind(context, 'likes', digest)
  const isSame = decodeLikesSettings(found?.made.settings ?? null)?.content === settings.content
  if (found?.runId === runId && isSame) return forgetLearned(dataDir)
  // Iterations, then lists, then factors of models that nobody has liked.
  await context.enter(recipe.iterations + 2)
  const byModel = transposePattern(likes.byUser)
  const takenOver = found && (await takeOver(context, likes, found))
  const { factors, modelCount } = takenOver ?? (await learn(context, { likes, byModel, recipe, digest }))
  if (modelCount === 0) return skip(context, 'No two models are liked by the same people.')
  if (!takenOver || !isSame || !(await takeOverFactors(context, found))) {
    context.progress(recipe.iterations + 1, 'placing models that nobody has liked yet')
    const liked = { modelIds: likes.modelIds, likeCounts: countByRow(byModel), factors }
    await writeFactors(context, liked, tagWeights(context.tags.pattern))
  }
  await database.runKinds.writeRunKind(runId, {
    ...whole,
    modelCount,
    skipped: null,
    settings: encodeLikesSettings(settings),
  })
  await forgetLearned(dataDir)
  if (takenOver) note('What the same people like is taken over: no like has changed.', { from: found?.runId })
}

function reasonAgainst({ modelIds }: RunLikes, models: number): string | null {
  if (modelIds.length === 0)
    return models === 1 ? 'Nobody has liked the one model.' : `Nobody has liked any of the ${models} models.`
  return modelIds.length === 1 ? 'Only one model has been liked: there is none to compare it with.' : null
}

/** Notes why there is nothing, in the place of what there was. */
async function skip(
  { database, dataDir, runId, digests, note }: IndexContext,
  reason: string,
): Promise<void> {
  await database.neighbours.clearNeighbours(runId, 'likes')
  await database.factors.clearFactors(runId)
  await database.runKinds.writeRunKind(runId, {
    kind: 'likes',
    inputDigest: digests.likes,
    modelCount: 0,
    skipped: reason,
    settings: null,
  })
  await forgetLearned(dataDir)
  note(`Nothing is learned from likes: ${reason}`)
}

function settingsOf({ byUser }: RunLikes, recipe: LikesRecipe, content: string): RunLikesSettings {
  const { popularityExponent = 1, ...als } = recipe
  return { ...als, popularityExponent, users: byUser.rows, likes: byUser.indices.length, content }
}

type Made = { factors: DenseMatrix; modelCount: number }

/** Takes over lists and factors of liked models. @returns null when they are not kept any more */
async function takeOver(
  context: IndexContext,
  { modelIds }: RunLikes,
  found: MadeKind,
): Promise<Made | null> {
  const kept = await readFactors(context.database, found.runId, modelIds)
  if (kept?.liked !== modelIds.length) return null
  const { factors } = kept
  const isOwn = found.runId === context.runId
  return isOwn || (await takeOverLists(context, found))
    ? { factors, modelCount: found.made.modelCount }
    : null
}

/** Copies the factors of all models, where nothing has changed that they depend on. @returns false when they are not kept any more */
async function takeOverFactors(
  { database, runId, checkpoint }: IndexContext,
  { runId: from, made: { kind, inputDigest } }: MadeKind,
): Promise<boolean> {
  await database.factors.clearFactors(runId)
  for await (const block of readFactorBlocks(database, from)) {
    await checkpoint()
    await database.factors.writeFactorBlock(runId, block)
  }
  return (await database.runKinds.findRunWithKind(kind, inputDigest, runId)) !== null
}

/** Learns, and writes lists of what is near by that. */
async function learn(
  context: IndexContext,
  {
    likes: { byUser, modelIds },
    byModel,
    recipe,
    digest,
  }: { likes: RunLikes; byModel: SparsePattern; recipe: LikesRecipe; digest: string },
): Promise<Made> {
  const { database, runId, checkpoint, note } = context
  const { iterations, popularityExponent = 1, ...settings } = recipe
  const counts = { likes: byUser.indices.length, users: byUser.rows, models: modelIds.length }
  note('It is learned from likes.', { ...counts, ...settings, iterations, popularityExponent })
  const factors = await learnLikes(context, { byUser, recipe, digest }, (done) =>
    context.progress(done, `iteration ${done} of ${iterations}`),
  )
  const lists = await nearestByFactors(factors, popularityExponent, {
    depth: LIKES_DEPTH,
    onRows(done) {
      context.progress(iterations, `${done} of ${modelIds.length} models compared`)
      return checkpoint()
    },
  })
  const evidence = likesInCommon(byModel, lists)
  const support = countByRow(byModel)
  await database.neighbours.clearNeighbours(runId, 'likes')
  for (let from = 0; from < modelIds.length; from += BLOCK_ROWS) {
    await checkpoint()
    const to = Math.min(modelIds.length, from + BLOCK_ROWS)
    const block = { modelIds: modelIds.slice(from, to), ids: modelIds, evidence }
    const rows = rowsOfLists(lists, { from, to }, block)
    await database.neighbours.writeNeighbours(runId, 'likes', { ...rows, support: support.slice(from, to) })
  }
  return { factors, modelCount: countByRow(lists).filter((length) => length > 0).length }
}
