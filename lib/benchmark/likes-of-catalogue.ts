import type { Database } from '@/lib/database/database'
import { compareIds, hash32 } from '@/lib/evaluation/likes/split-likes'
import { seededNormal, seededRandom } from '@/lib/numerics/seeded-random'
import { drawing, drawLikes, popularityAt } from './made-up-likes'

/** A model, and what it has in common with others. */
export type GroupedModel = { uid: string; groups: string[] }

export type CatalogueLikes = {
  /** A row a like. */
  likes: { user: string; model: string }[]
  users: number
  circles: number
}

/** A smaller group is nobody's home. */
const LEAST_OF_A_CIRCLE = 5
/** A group of a larger share of all models tells no circle from another. */
const MOST_OF_A_CIRCLE = 1 / 4
/** Circles where models have nothing in common that is known. */
const CIRCLES_OF_NOTHING = 20

/** The models that pages show, each with its categories, labels and tags. */
export async function groupedModels({
  catalogue,
  labels,
  tags,
}: Pick<Database, 'catalogue' | 'labels' | 'tags'>): Promise<GroupedModel[]> {
  const labelsOf = new Map<number, string[]>()
  for (const { column } of await labels.listLabelColumns()) {
    for (const [id, value] of await labels.readLabels(column))
      labelsOf.set(id, [...(labelsOf.get(id) ?? []), `${column} ${value}`])
  }
  const models: GroupedModel[] = []
  for await (const block of tags.readAll()) {
    for (const model of await catalogue.readListedModels(block.map(({ id }) => id))) {
      const own = [
        ...model.categories.map((name) => `category ${name}`),
        ...model.tags.map((name) => `tag ${name}`),
      ]
      models.push({ uid: model.uid, groups: [...own, ...(labelsOf.get(model.id) ?? [])] })
    }
  }
  return models
}

/**
 * Makes up likes of models that there are: each user is at home in one to three of their groups, the larger ones more often,
 * and likes what is popular there, and some of what is popular everywhere. The same for the same models, in whatever order.
 *
 * @param models one or more
 */
export function makeUpLikesOf(
  models: readonly GroupedModel[],
  { users, likesOfAUser, seed }: { users: number; likesOfAUser: number; seed: number },
): CatalogueLikes {
  const ordered = models
    .map((model) => ({ ...model, hash: hash32(`popular|${seed}|${model.uid}`) }))
    .sort((one, other) => one.hash - other.hash || compareIds(one.uid, other.uid))
  const circles = circlesOf(ordered)
  const home = drawing(
    [...circles.keys()],
    Float64Array.from(circles, (circle) => circle.length),
  )
  const { userOf, modelOf } = drawLikes({
    users,
    popularity: Float64Array.from(ordered, (_, rank) => popularityAt(rank)),
    circles,
    homeAt: (at) => home(at) ?? 0,
    likesOfAUser,
    random: seededRandom(seed),
    normal: seededNormal(seed + 1),
  })
  return {
    likes: Array.from(userOf, (user, like) => ({
      user: `user-${user}`,
      model: ordered[modelOf[like] ?? 0]?.uid ?? '',
    })),
    users,
    circles: circles.length,
  }
}

/** The places of the models of each group, groups by name. */
function circlesOf(models: readonly GroupedModel[]): number[][] {
  const groups = new Map<string, number[]>()
  models.forEach((model, place) => {
    for (const group of new Set(model.groups)) {
      const members = groups.get(group)
      if (members) members.push(place)
      else groups.set(group, [place])
    }
  })
  const circles = [...groups]
    .filter(
      ([, { length }]) =>
        length >= LEAST_OF_A_CIRCLE && length <= Math.ceil(MOST_OF_A_CIRCLE * models.length),
    )
    .sort(([one], [other]) => compareIds(one, other))
    .map(([, members]) => members)
  if (circles.length > 0) return circles
  const drawn: number[][] = Array.from({ length: CIRCLES_OF_NOTHING }, () => [])
  for (const place of models.keys()) drawn[place % CIRCLES_OF_NOTHING]?.push(place)
  return drawn.filter(({ length }) => length > 0)
}
