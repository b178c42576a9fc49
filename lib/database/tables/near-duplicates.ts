import { insertAll, statement, type Work } from '../statement'
import { bumpCatalogueRevision } from './catalogue-revision'
import { keepKnownModels } from './removed-models'

const clearRows = statement<[number]>('DELETE FROM NearDuplicate WHERE runId = ?')

/** Removes what a run has written of near-duplicates. */
export function* clearNearDuplicates(runId: number): Work<void> {
  yield* clearRows.run(runId)
}

/**
 * Stores what a run found, in the place of what it had: models that are the same thing, those of a group together, by id. Models that
 * have been removed meanwhile are left out.
 */
export function* writeNearDuplicates(runId: number, groups: readonly (readonly number[])[]): Work<void> {
  yield* clearNearDuplicates(runId)
  const known = yield* keepKnownModels(groups.flat())
  const rows = groups.flatMap((ids) => {
    const left = ids.filter((id) => known.has(id))
    return left.length > 1 ? left.map((id) => [runId, id, left[0] ?? id]) : []
  })
  yield* insertAll({ table: 'NearDuplicate', columns: ['runId', 'modelId', 'groupId'], rows })
}

const copyRows = statement<{ from: number; to: number }>(
  `INSERT INTO NearDuplicate (runId, modelId, groupId)
   SELECT @to, modelId, groupId FROM NearDuplicate WHERE runId = @from`,
)

/** Copies what a run found to another one, in the place of what that had. */
export function* copyNearDuplicates(from: number, to: number): Work<void> {
  yield* clearNearDuplicates(to)
  yield* copyRows.run({ from, to })
}

/** A listed model of a group. */
export type GroupMember = {
  modelId: number
  groupId: number
  /** Whether an admin keeps it apart from another one of the group. */
  isApart: boolean
}

const IS_APART = `EXISTS (
  SELECT 1 FROM KeptApart JOIN NearDuplicate AS stays ON stays.modelId = otherId
  WHERE KeptApart.modelId = member.modelId AND stays.runId = member.runId AND stays.groupId = member.groupId
)`

type MemberRow = { modelId: number; groupId: number; isApart: number }

const membersOf = statement<[number, string], MemberRow>(
  ({ eachNumber }) =>
    `SELECT member.modelId AS modelId, member.groupId AS groupId, ${IS_APART} AS isApart
     FROM NearDuplicate AS member JOIN Model ON Model.id = member.modelId
     WHERE member.runId = ? AND isListed
     AND member.groupId IN (SELECT value FROM ${eachNumber} AS wanted)
     ORDER BY member.groupId, member.modelId`,
)

/** The listed members of some groups of a run, by group and id. */
export function* findGroupMembers(runId: number, groupIds: readonly number[]): Work<GroupMember[]> {
  const rows = yield* membersOf.all(runId, JSON.stringify(groupIds))
  return rows.map(({ isApart, ...row }) => ({ ...row, isApart: isApart === 1 }))
}

/** That a model is the same thing as others: the id of their group, and how many others are listed. */
export type NearDuplicates = { group: number; count: number }

const publishedRun = statement<[], { id: number }>(
  'SELECT id FROM IndexRun WHERE publication IS NOT NULL ORDER BY publication DESC LIMIT 1',
)
const groupsWith = statement<[number, string], { modelId: number; groupId: number }>(
  ({ eachNumber }) =>
    `SELECT member.modelId AS modelId, member.groupId AS groupId FROM NearDuplicate AS member
     WHERE member.runId = ? AND member.modelId IN (SELECT value FROM ${eachNumber} AS wanted)
     AND NOT ${IS_APART}`,
)
const sizesOf = statement<[number, string], { groupId: number; size: number }>(
  ({ eachNumber }) =>
    `SELECT member.groupId AS groupId, count(*) AS size
     FROM NearDuplicate AS member JOIN Model ON Model.id = member.modelId
     WHERE member.runId = ? AND isListed
     AND member.groupId IN (SELECT value FROM ${eachNumber} AS wanted) AND NOT ${IS_APART}
     GROUP BY member.groupId`,
)

/** Which of some models are the same thing as others under the published run, by id. */
export function* publishedDuplicates(modelIds: readonly number[]): Work<Map<number, NearDuplicates>> {
  const found = new Map<number, NearDuplicates>()
  const run = yield* publishedRun.first()
  if (!run) return found
  const rows = yield* groupsWith.all(run.id, JSON.stringify(modelIds))
  if (rows.length === 0) return found
  const groupIds = JSON.stringify([...new Set(rows.map(({ groupId }) => groupId))])
  const sizes = new Map<number, number>()
  for (const { groupId, size } of yield* sizesOf.all(run.id, groupIds)) sizes.set(groupId, size)
  for (const { modelId, groupId: group } of rows) {
    const count = (sizes.get(group) ?? 1) - 1
    if (count > 0) found.set(modelId, { group, count })
  }
  return found
}

type Page = { runId: number; after: number; limit: number }

const groupsOf = (counted: string) =>
  statement<Page, { groupId: number }>(
    `SELECT groupId FROM NearDuplicate AS member JOIN Model ON Model.id = member.modelId
     WHERE member.runId = @runId AND groupId > @after AND isListed ${counted}
     GROUP BY groupId HAVING count(*) > 1 ORDER BY groupId LIMIT @limit`,
  )
const foldedGroups = groupsOf(`AND NOT ${IS_APART}`)
const allGroups = groupsOf('')

/**
 * The groups of a run with two or more listed models, by id, behind one of them.
 *
 * @param withApart whether models that are kept apart count
 */
export function* listNearDuplicateGroups({
  withApart,
  ...page
}: Page & { withApart: boolean }): Work<number[]> {
  return (yield* (withApart ? allGroups : foldedGroups).all(page)).map(({ groupId }) => groupId)
}

const countGroups = statement<[number], { groups: number; models: number | null }>(
  `SELECT count(*) AS groups, sum(size) AS models FROM (
     SELECT count(*) AS size FROM NearDuplicate AS member JOIN Model ON Model.id = member.modelId
     WHERE member.runId = ? AND isListed AND NOT ${IS_APART}
     GROUP BY groupId HAVING count(*) > 1
   ) AS sizes`,
)

/** How many groups of two or more listed models a run has, and how many models are in them. */
export function* countNearDuplicateGroups(runId: number): Work<{ groups: number; models: number }> {
  const row = yield* countGroups.first(runId)
  return { groups: row?.groups ?? 0, models: Number(row?.models ?? 0) }
}

/** Keeps a model apart from others, whatever runs find. False, and nothing written, when none of them is in the catalogue. */
export function* keepApart(modelId: number, otherIds: readonly number[]): Work<boolean> {
  const known = yield* keepKnownModels([modelId, ...otherIds])
  const others = otherIds.filter((id) => id !== modelId && known.has(id))
  if (!known.has(modelId) || others.length === 0) return false
  const decidedAt = new Date().toISOString()
  yield* insertAll({
    table: 'KeptApart',
    columns: ['modelId', 'otherId', 'decidedAt'],
    rows: others.map((otherId) => [modelId, otherId, decidedAt]),
    onConflict: 'ON CONFLICT DO NOTHING',
  })
  yield* bumpCatalogueRevision()
  return true
}

const forget = statement<[number, string]>(
  ({ eachNumber }) =>
    `DELETE FROM KeptApart WHERE modelId = ? AND otherId IN (SELECT value FROM ${eachNumber} AS wanted)`,
)

/** No longer keeps a model apart from others. Returns whether it was. */
export function* foldAgain(modelId: number, otherIds: readonly number[]): Work<boolean> {
  const wasApart = (yield* forget.run(modelId, JSON.stringify(otherIds))) > 0
  if (wasApart) yield* bumpCatalogueRevision()
  return wasApart
}
