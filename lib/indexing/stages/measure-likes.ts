import { decodeLikesSettings, type RunLikesSettings } from '@/lib/database/run-likes'
import { type LikeSet, likeSetOf } from '@/lib/evaluation/likes/like-set'
import { type LikeQuality, measureLikes } from '@/lib/evaluation/likes/measure-likes'
import { encodeLikesFigures, figuresOfLikes, likesQuality } from '@/lib/evaluation/likes/run-figures'
import { factsOf } from '@/lib/evaluation/likes/set-facts'
import { NothingToEvaluateError } from '@/lib/evaluation/nothing-to-evaluate'
import type { IndexContext } from '../index-context'
import { DEFAULT_RP3BETA } from '../likes-recipe'
import { likesOfDatabase } from '../likes-of-database'
import { readRunKind } from '../made-kind'
import { rowsById } from '../rows-by-id'

/** With fewer users who have likes put aside, figures would be little but chance. */
const LEAST_TEST_USERS = 50
/** For so many users recommendations are ranked, chosen by hash: more would take longer and say little more. */
const MOST_RANKED_USERS = 2_000

/**
 * Measures what the run has learned from likes: a fifth is put aside, the rest learned from once more. Figures of a run that is kept
 * are taken over where it has learned from the same by the same settings.
 */
export async function run(context: IndexContext): Promise<void> {
  const { database, runId, mode, note } = context
  const made = await readRunKind(database, runId, 'likes')
  const settings = decodeLikesSettings(made?.settings ?? null)
  if (!made || made.skipped !== null || !settings) return
  const { inputDigest } = made
  if (figuresOfLikes([made])) return
  const other = mode === 'all' ? null : await database.runKinds.findRunWithKind('likes', inputDigest, runId)
  const known = other === null ? null : figuresOfLikes(await database.runKinds.readRunKinds(other))
  if (known) return keep(context, encodeLikesFigures(known))

  const set = await setOf(context)
  if (!set) return note('It is not measured what likes are worth: too few users have ten or more.')
  await context.enter(settings.iterations + 1)
  const startedAt = performance.now()
  const ways = await measure(context, set.set, settings)
  const seconds = (performance.now() - startedAt) / 1000
  await keep(
    context,
    encodeLikesFigures({
      inputDigest,
      facts: factsOf(set.likes, set.set),
      settings: likeSettings(settings),
      ways,
      seconds,
    }),
  )
  const { ndcgAt10, tailHitRateAt24 } = likesQuality({ ways })
  note('It is measured what likes are worth.', {
    ndcgAt10: ndcgAt10?.mean,
    tailHitRateAt24: tailHitRateAt24?.mean,
    seconds: Math.round(seconds),
  })
}

async function keep({ database, runId }: IndexContext, figures: string): Promise<void> {
  await database.runKinds.writeRunKindFigures(runId, 'likes', figures)
}

/** The likes of the run's models, split; null where there are too few. */
async function setOf({ database, models }: IndexContext): Promise<{ set: LikeSet; likes: number } | null> {
  const rowOf = rowsById(models.ids)
  const catalogue = await likesOfDatabase(database, (id) => rowOf(id) !== -1)
  try {
    const set = likeSetOf(catalogue, 'test')
    const likes = catalogue.likes.length
    return factsOf(likes, set).testUsers < LEAST_TEST_USERS ? null : { set, likes }
  } catch (error) {
    if (error instanceof NothingToEvaluateError) return null
    throw error
  }
}

function likeSettings({ factors, regularisation, alpha, iterations, popularityExponent }: RunLikesSettings) {
  return {
    als: { factors, regularisation, alpha, iterations },
    popularityExponent,
    rp3beta: DEFAULT_RP3BETA,
  }
}

/** What is popular, RP3beta, and what the run does itself. */
async function measure(
  { threads, signal, checkpoint, progress }: IndexContext,
  set: LikeSet,
  settings: RunLikesSettings,
): Promise<LikeQuality[]> {
  const ways: LikeQuality[] = []
  const measured = measureLikes(set, likeSettings(settings), {
    threads,
    signal,
    mostRankedUsers: MOST_RANKED_USERS,
    async onStep(_, done) {
      progress(done, `iteration ${done} of ${settings.iterations}`)
      await checkpoint()
    },
  })
  for await (const way of measured) {
    await checkpoint()
    ways.push(way)
    if (way.name === 'als') break
  }
  return ways
}
