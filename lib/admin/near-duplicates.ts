import 'server-only'
import { takeDown } from '@/lib/crawling/take-down'
import { ProblemError } from '@/lib/http/problem'
import { database } from '@/lib/serving/database'
import { readModelViews } from '@/lib/serving/model-views'
import { storage } from '@/lib/serving/storage'
import { write } from '@/lib/serving/write'
import { audit } from './audit'
import type { GroupMemberView, NearDuplicatesView } from './views'

const GROUPS_A_PAGE = 20
/** Of a group so many are listed. */
const MOST_LISTED = 60
/** So many are taken down by one press of a button: each takes some milliseconds, and the browser waits. */
export const MOST_TAKEN_DOWN = 100

/** The groups of the published run, by id, behind one of them. */
export async function readNearDuplicates(after: number): Promise<NearDuplicatesView> {
  const { indexRuns, nearDuplicates } = database()
  const run = await indexRuns.findPublishedRun()
  if (!run) return { run: null, total: { groups: 0, models: 0 }, groups: [], nextAfter: null }
  const page = { runId: run.id, after, limit: GROUPS_A_PAGE + 1, withApart: true }
  const found = await nearDuplicates.listNearDuplicateGroups(page)
  const shown = found.slice(0, GROUPS_A_PAGE)
  const members = await nearDuplicates.findGroupMembers(run.id, shown)
  const listed = shown.map((group) => {
    const own = members.filter(({ groupId }) => groupId === group)
    const folded = own.filter(({ isApart }) => !isApart)
    const apart = own.filter(({ isApart }) => isApart)
    return {
      group,
      count: folded.length,
      folded: folded.slice(0, MOST_LISTED),
      apart: apart.slice(0, MOST_LISTED),
    }
  })
  const ids = listed.flatMap(({ folded, apart }) => [...folded, ...apart].map(({ modelId }) => modelId))
  const views = await readModelViews(ids)
  const viewsOf = (some: readonly { modelId: number }[]): GroupMemberView[] =>
    some.flatMap(({ modelId }) => {
      const view = views.get(modelId)
      if (!view) return []
      const { uid, name, author, likeCount, thumbnailUrl, ageRestricted } = view
      return [{ uid, name, author, likeCount, thumbnailUrl, ageRestricted }]
    })
  return {
    run: run.id,
    total: await nearDuplicates.countNearDuplicateGroups(run.id),
    groups: listed.map(({ folded, apart, ...group }) => ({
      ...group,
      models: viewsOf(folded),
      apart: viewsOf(apart),
    })),
    nextAfter: found.length > GROUPS_A_PAGE ? (shown.at(-1) ?? null) : null,
  }
}

/**
 * The others of a model's group under the published run.
 *
 * @throws ProblemError 409 when there is no such group any more, or the model is not in it
 */
async function othersOf(
  uid: string,
  groupId: number,
): Promise<{ modelId: number; others: number[]; apart: number[] }> {
  const run = await database().indexRuns.findPublishedRun()
  const model = await database().catalogue.findListedModel(uid)
  const members = run ? await database().nearDuplicates.findGroupMembers(run.id, [groupId]) : []
  if (!model || !members.some(({ modelId }) => modelId === model.id)) {
    throw new ProblemError(409, `“${uid}” is not in this group any more. The page shows what is.`)
  }
  const others = members.filter(({ modelId }) => modelId !== model.id)
  return {
    modelId: model.id,
    others: others.filter(({ isApart }) => !isApart).map(({ modelId }) => modelId),
    apart: others.filter(({ isApart }) => isApart).map(({ modelId }) => modelId),
  }
}

/** Keeps a model apart from the others of its group, at once and whatever later runs find. @throws ProblemError 409, 503 */
export async function keepApart(request: Request, uid: string, groupId: number): Promise<void> {
  const { modelId, others, apart } = await othersOf(uid, groupId)
  // From those that are kept apart already, too: it is not in a group with them once they are folded again.
  await write(() => database().nearDuplicates.keepApart(modelId, [...others, ...apart]))
  audit(request, 'keep apart', { detail: uid })
}

/** Folds a model with the others of its group again. @throws ProblemError 409, 503 */
export async function foldAgain(request: Request, uid: string, groupId: number): Promise<void> {
  const { modelId, others, apart } = await othersOf(uid, groupId)
  await write(() => database().nearDuplicates.foldAgain(modelId, [...others, ...apart]))
  audit(request, 'fold again', { detail: uid })
}

/**
 * Takes the others of a model's group down, as the command that removes models does; of many only the first.
 *
 * @param expected how many others whoever asks has seen
 * @throws ProblemError 409 when the group is another by now, 503 while the database is locked: what is taken down stays so
 */
export async function takeDownOthers(
  request: Request,
  uid: string,
  groupId: number,
  expected: number,
): Promise<void> {
  const { others } = await othersOf(uid, groupId)
  if (others.length !== expected) {
    throw new ProblemError(
      409,
      `The group has changed meanwhile: it has ${others.length} others, not ${expected}. Nothing was taken down; look at it again.`,
    )
  }
  const models = await database().catalogue.readListedModels(others.slice(0, MOST_TAKEN_DOWN))
  for (const other of models) {
    await write(() => takeDown(database(), storage(), other.uid))
    audit(request, 'take down', { detail: `${other.uid}, the same thing as ${uid}` })
  }
}
