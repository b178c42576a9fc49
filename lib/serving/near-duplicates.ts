import 'server-only'
import { z } from 'zod'
import { endpoint, json } from '@/lib/http/endpoint'
import { database } from './database'
import { readModelViews } from './model-views'
import { groupParameters } from './parameters'
import type { ShownRun } from './published-run'
import { publishedRun } from './refused-search'
import { nearDuplicateListSchema } from './schemas'
import type { ModelView, SameView, SimilarModelView } from './views'

/** So many of a group are listed at most: of a picture that stands for thousands nobody looks through all. */
const MOST_LISTED = 100

export const listNearDuplicates = endpoint({
  route: 'GET /api/near-duplicates',
  access: 'anybody',
  isKept: true,
  operationId: 'listNearDuplicates',
  summary: 'Models that are the same thing once more, by groups',
  query: groupParameters,
  answers: {
    200: json(nearDuplicateListSchema, `One page of groups, of each at most ${MOST_LISTED} models`),
    503: 'Nothing is published yet',
  },
  async respond({ query: { cursor, limit } }): Promise<z.infer<typeof nearDuplicateListSchema>> {
    const run = await publishedRun()
    const { nearDuplicates } = database()
    const page = { runId: run.id, after: cursor ?? 0, limit: limit + 1, withApart: false }
    const found = await nearDuplicates.listNearDuplicateGroups(page)
    const shown = found.slice(0, limit)
    const members = await membersOf(run.id, shown)
    const groups = shown.flatMap((group) => {
      const models = members.get(group) ?? []
      return models.length > 1 ? [{ group, models }] : []
    })
    return { runId: run.id, groups, nextCursor: found.length > limit ? String(shown.at(-1)) : null }
  },
})

/** The listed models of some groups that are not kept apart, by group; of each the first. */
async function membersOf(runId: number, groups: readonly number[]): Promise<Map<number, ModelView[]>> {
  const ids = new Map<number, number[]>()
  for (const { modelId, groupId, isApart } of await database().nearDuplicates.findGroupMembers(
    runId,
    groups,
  )) {
    const own = ids.get(groupId) ?? []
    if (!isApart && own.length < MOST_LISTED) ids.set(groupId, [...own, modelId])
  }
  const views = await readModelViews([...ids.values()].flat())
  return new Map(Array.from(ids, ([group, own]) => [group, own.flatMap((id) => views.get(id) ?? [])]))
}

/** What is the same thing as a model once more; null where nothing is. */
export async function readSame(
  { uid, nearDuplicates }: Pick<ModelView, 'uid' | 'nearDuplicates'>,
  run: Pick<ShownRun, 'id'>,
): Promise<SameView | null> {
  if (nearDuplicates === null) return null
  const { group, count } = nearDuplicates
  const members = (await membersOf(run.id, [group])).get(group) ?? []
  const models = members.filter((other) => other.uid !== uid)
  return models.length === 0 ? null : { count, models }
}

/**
 * Leaves of what is similar to a model what makes so many cards, when those of one group share a card, and leaves out those of the
 * model's own group.
 */
export function foldSimilar(
  similar: readonly SimilarModelView[],
  { nearDuplicates: own }: Pick<ModelView, 'nearDuplicates'>,
  cards: number,
): SimilarModelView[] {
  const groups = new Set<number>()
  const left: SimilarModelView[] = []
  let count = 0
  for (const one of similar) {
    const group = one.model.nearDuplicates?.group
    if (group !== undefined && group === own?.group) continue
    if (group === undefined || !groups.has(group)) {
      if (count === cards) continue
      count++
    }
    if (group !== undefined) groups.add(group)
    left.push(one)
  }
  return left
}
