import type { DenseMatrix } from '@/lib/numerics/matrix-product'
import { trainAls } from '@/lib/recommending/als'
import { CONTENT_PENALTY, contentOf, factorsByContent, sideBySide } from '@/lib/recommending/content-factors'
import { nearestByFactors } from '@/lib/recommending/factor-lists'
import { nearestByTags, tagWeights } from '@/lib/recommending/tag-weights'
import { assertKnown } from './assert-known'
import type { LikeSet } from './like-set'
import { type Looks, looksOfUsers } from './looks'
import { LIST_DEPTH, type ListQuality, measureLists } from './measure-lists'
import type { LikeSettings, MeasureOptions } from './measure-likes'
import { measureUsers, type UserQuality, type UserScores } from './measure-users'
import { scoresByTags, withFactorScores } from './user-scores'

/** What a way of recommending models that nobody has liked yet is worth. */
export type ColdQuality = {
  name: 'tags' | 'visual' | `likes from ${ContentName}`
  /** Cold models alone are recommended. */
  users: UserQuality
  /** Whether the page of a cold model shows what those like who like it; it lists models that have likes alone. */
  pages: ListQuality
}

/** What is known of models besides likes. */
export type ContentName = 'tags' | 'visual' | 'tags and visual'

/**
 * Measures what is recommended of models that nobody has liked yet: by tags alone, by looks alone, and by the factors that either,
 * or both, say they would have.
 *
 * @param set of the cold split
 * @param looks of its models, where they are known
 * @throws NothingToEvaluateError where models have neither tags nor looks
 */
export async function* measureCold(
  set: LikeSet,
  { als, popularityExponent }: LikeSettings,
  { signal, onStep }: MeasureOptions = {},
  looks: Looks | null = null,
): AsyncGenerator<ColdQuality> {
  assertKnown(set, looks)
  const contents = await contentsOf(set, looks)
  const options = { depth: LIST_DEPTH, allowed: set.cold.map((is) => 1 - is) }
  const looked = { anchors: set.test, targets: set.train }
  const users = (scoresOf: UserScores) => measureUsers(set, scoresOf, (model) => set.cold[model] === 1)

  if (set.tags.indices.length > 0) {
    const weights = tagWeights(set.tags)
    yield {
      name: 'tags',
      users: await users(scoresByTags(set.train, weights)),
      pages: measureLists(set, nearestByTags(weights, options), looked),
    }
  }
  if (looks) {
    const factors = { users: looksOfUsers(set.train, looks), models: looks }
    yield {
      name: 'visual',
      users: await withFactorScores(factors, users),
      pages: measureLists(set, await nearestByFactors(looks, 1, options), looked),
    }
  }

  const factors = await trainAls(set.train, als, {
    signal,
    onIteration: (done) => onStep?.('Factorising without cold models', done, als.iterations),
  })
  for (const { name, content } of contents) {
    const models = await factorsByContent(content, factors.models, set.popularity, CONTENT_PENALTY)
    // A model with likes has the place that these gave it.
    for (let model = 0; model < models.rows; model++) {
      if (set.cold[model] === 1) continue
      const [start, end] = [model * models.columns, (model + 1) * models.columns]
      models.data.set(factors.models.data.subarray(start, end), start)
    }
    yield {
      name: `likes from ${name}`,
      users: await withFactorScores({ users: factors.users, models }, users),
      pages: measureLists(set, await nearestByFactors(models, popularityExponent, options), looked),
    }
  }
}

/** What is known of the models of a set besides likes: tags, looks, and both side by side. */
export async function contentsOf(
  set: Pick<LikeSet, 'tags'>,
  looks: Looks | null,
): Promise<{ name: ContentName; content: DenseMatrix }[]> {
  const contents: { name: ContentName; content: DenseMatrix }[] = []
  const ofTags = set.tags.indices.length > 0 ? await contentOf(tagWeights(set.tags)) : null
  if (ofTags) contents.push({ name: 'tags', content: ofTags })
  if (looks) contents.push({ name: 'visual', content: looks })
  if (ofTags && looks)
    contents.push({ name: 'tags and visual', content: sideBySide(looks.rows, [ofTags, looks]) })
  return contents
}
