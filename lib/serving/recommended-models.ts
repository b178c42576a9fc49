import 'server-only'
import { becauseOf, type Because } from '@/lib/recommending/because'
import { fuseRankings, fusionPart } from '@/lib/recommending/fuse-rankings'
import { database } from './database'
import { recommendByFactors } from './held-factors'
import { readModelViews } from './model-views'
import { compareModels, nearestModels, NoVectorsError } from './nearest'
import type { ShownRun } from './published-run'
import type { ModelView, ReasonView, RecommendationView } from './views'

/** Ids of models that somebody likes, and is not interested in. */
export type Opinion = { liked: readonly number[]; disliked: readonly number[] }

/** What is recommended to somebody, and the ids of the opinion that nothing could be told by. */
export type RecommendedModels = { recommendations: RecommendationView[]; leftOut: number[] }

/** One way of recommending: ids, best first, and why. */
type Ranking = {
  kind: 'likes' | 'visual'
  models: number[]
  scores: number[]
  /** How many models of the opinion it goes by. */
  weight: number
  /** Asked of those that are shown alone. */
  becauseOf(modelIds: readonly number[]): Promise<Map<number, Because[]>>
}

/** Of those found some are shown no more, or are the same thing as another. */
const poolFor = (limit: number) => 3 * limit + 24

/** What is said of each way. */
const TEXTS = { likes: 'liked by people who like the same', visual: 'looks like what you like' }

/**
 * The models that somebody would like best, best first: by what others like, who like the same, as far as what is liked has factors
 * under a run, and by looks for the rest. Where there are both, they become one list by reciprocal rank fusion, each with the weight of
 * as many models as it goes by. Nothing is recommended that is the same thing as what an opinion was given of; of what is the same
 * thing the best stands for all.
 *
 * @throws NearestBusyError when too many ask; NoVectorsError where nothing of the opinion has factors and the run keeps no vectors
 */
export async function recommendModels(
  opinion: Opinion,
  run: ShownRun,
  limit: number,
): Promise<RecommendedModels> {
  const known = await readModelViews([...opinion.liked, ...opinion.disliked])
  const without = [...known.keys(), ...(await sameAs([...known.values()], run.id))]
  const most = poolFor(limit)
  const likes = await byLikes(opinion, run, most, without)
  const rest = opinion.liked.filter((id) => likes.leftOut.includes(id))
  const looks = rest.length > 0 ? await byLooks({ ...opinion, liked: rest }, run, most, without, likes) : null
  const rankings = [likes.ranking, looks?.ranking].flatMap((one) => one ?? [])
  const shown = await shownOf(merged(rankings, most), limit)
  const because = await Promise.all(
    rankings.map(async (ranking) => ranking.becauseOf(shown.map(({ id }) => id))),
  )
  const recommendations = shown.map(({ id, score, model }, place): RecommendationView => {
    const reasons = reasonsOf(rankings, id)
    const leading = rankings.findIndex(({ kind }) => kind === reasons[0]?.kind)
    const told = because[leading]?.get(id) ?? []
    return {
      rank: place + 1,
      score,
      model,
      reasons,
      because: told.flatMap((reason) => {
        const liked = known.get(reason.model)
        return liked ? [{ uid: liked.uid, name: liked.name, share: rounded(reason.share) }] : []
      }),
    }
  })
  const unused = new Set(likes.leftOut.filter((id) => looks === null || looks.leftOut.includes(id)))
  return { recommendations, leftOut: [...opinion.liked, ...opinion.disliked].filter((id) => unused.has(id)) }
}

async function byLikes(opinion: Opinion, run: ShownRun, most: number, without: readonly number[]) {
  const { found, leftOut } = await recommendByFactors(run, opinion, most, without)
  const because = new Map(found.map((one) => [one.modelId, one.because]))
  const ranking: Ranking = {
    kind: 'likes',
    models: found.map(({ modelId }) => modelId),
    scores: found.map(({ score }) => score),
    weight: opinion.liked.filter((id) => !leftOut.includes(id)).length,
    becauseOf: async () => because,
  }
  return { ranking: ranking.weight > 0 ? ranking : null, leftOut }
}

/** @param likes what is there already: then it does not matter that a run has no vectors */
async function byLooks(
  opinion: Opinion,
  run: ShownRun,
  most: number,
  without: readonly number[],
  likes: { ranking: Ranking | null },
) {
  try {
    const question = { plus: opinion.liked, minus: opinion.disliked }
    const { modelIds, scores, leftOut } = await nearestModels(run, question, { limit: most, without })
    const liked = opinion.liked.filter((id) => !leftOut.includes(id))
    const ranking: Ranking = {
      kind: 'visual',
      models: [...modelIds],
      scores: [...scores],
      weight: liked.length,
      async becauseOf(shown) {
        const cosines = await compareModels(run, liked, shown)
        const width = liked.length
        return new Map(
          shown.map((id, row) => [id, becauseOf(liked, cosines.subarray(row * width, (row + 1) * width))]),
        )
      },
    }
    return { ranking: liked.length > 0 ? ranking : null, leftOut }
  } catch (error) {
    if (error instanceof NoVectorsError && likes.ranking) return null
    throw error
  }
}

/** Rankings as one; one alone keeps its scores. */
function merged(rankings: readonly Ranking[], most: number): { models: number[]; scores: number[] } {
  const [first] = rankings
  if (rankings.length < 2) return { models: first?.models ?? [], scores: first?.scores ?? [] }
  const sum = rankings.reduce((total, { weight }) => total + weight, 0)
  return fuseRankings(
    rankings.map(({ models, weight }) => ({ models, weight: weight / sum })),
    most,
  )
}

/** Which part each way has of a model's place, the largest first. */
function reasonsOf(rankings: readonly Ranking[], modelId: number): ReasonView[] {
  const parts = rankings.flatMap(({ kind, models, weight }) => {
    const place = models.indexOf(modelId)
    return place < 0 ? [] : [{ kind, part: fusionPart(weight, place) }]
  })
  const sum = parts.reduce((total, { part }) => total + part, 0)
  return parts
    .sort((one, other) => other.part - one.part)
    .map(({ kind, part }) => ({
      kind,
      share: rounded(part / sum),
      people: null,
      tags: [],
      text: TEXTS[kind],
    }))
}

const rounded = (share: number) => Math.round(1000 * share) / 1000

type Shown = { id: number; score: number; model: ModelView }

/** The first that are listed; of what is the same thing the best. */
async function shownOf(
  { models, scores }: { models: number[]; scores: number[] },
  limit: number,
): Promise<Shown[]> {
  const views = await readModelViews(models)
  const groups = new Set<number>()
  const shown: Shown[] = []
  for (const [place, id] of models.entries()) {
    const model = views.get(id)
    const group = model?.nearDuplicates?.group
    if (!model || (group !== undefined && groups.has(group))) continue
    if (group !== undefined) groups.add(group)
    shown.push({ id, score: scores[place] ?? 0, model })
    if (shown.length === limit) break
  }
  return shown
}

/** The ids of all that is the same thing as one of some models. */
async function sameAs(models: readonly ModelView[], runId: number): Promise<number[]> {
  const groups = [...new Set(models.flatMap(({ nearDuplicates }) => nearDuplicates?.group ?? []))]
  if (groups.length === 0) return []
  const members = await database().nearDuplicates.findGroupMembers(runId, groups)
  return members.filter(({ isApart }) => !isApart).map(({ modelId }) => modelId)
}
