import { encodeLikesSettings } from '@/lib/database/run-likes'
import { database } from '@/lib/serving/database'

/** How many like a model, and its factors. */
type Learned = { likes: number; factors: readonly number[] }

const SETTINGS = {
  factors: 3,
  regularisation: 0.1,
  alpha: 20,
  iterations: 5,
  popularityExponent: 1,
  users: 9,
  likes: 20,
  content: 'a digest',
}

/** Has a run learned from likes: factors of models by their uids, and a list of each that anybody likes. */
export async function learn(runId: number, learned: Record<string, Learned>): Promise<void> {
  const { catalogue, factors, neighbours, runKinds } = database()
  const listed = await catalogue.findListedIds(Object.keys(learned))
  const known = listed
    .map(({ id, uid }) => ({ id, ...(learned[uid] ?? { likes: 0, factors: [0, 0, 0] }) }))
    .sort((one, other) => one.id - other.id)
  await factors.clearFactors(runId)
  await factors.writeFactorBlock(runId, {
    modelIds: Int32Array.from(known, ({ id }) => id),
    likeCounts: Int32Array.from(known, ({ likes }) => likes),
    factors: Float32Array.from(known.flatMap(({ factors: own }) => own)),
  })
  const liked = known.filter(({ likes }) => likes > 0).map(({ id }) => id)
  await neighbours.clearNeighbours(runId, 'likes')
  await neighbours.writeNeighbours(runId, 'likes', {
    modelIds: liked,
    width: 1,
    neighbourIds: Int32Array.from(liked, (_, place) => liked[(place + 1) % liked.length] ?? 0),
    scores: Float32Array.from(liked, () => 0.5),
    evidence: Int32Array.from(liked, () => 3),
    support: liked.map(() => 3),
  })
  await runKinds.writeRunKind(runId, {
    kind: 'likes',
    inputDigest: `likes-of-${runId}`,
    modelCount: liked.length,
    skipped: null,
    settings: encodeLikesSettings(SETTINGS),
  })
}
