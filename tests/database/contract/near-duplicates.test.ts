import { expect, it } from 'vitest'
import { runResult, runSettings } from '../../setup/made-up-run'
import { modelRecord } from '../../setup/model-record'
import { openRaw } from '../../setup/raw-database'
import { temporaryDatabase } from '../../setup/temporary'

const shape = (pixels: number, version = 1) => ({
  version,
  pixels: Uint8Array.of(pixels),
  shape: Uint8Array.of(7),
})
const thumbnail = (letter: string) => ({
  hash: letter.repeat(64),
  width: 8,
  height: 8,
  tint: null,
  focus: 50,
})

async function catalogue(...names: string[]) {
  const { database, databaseUrl } = await temporaryDatabase()
  const records = names.map((name) =>
    modelRecord(name, {
      uidCandidates: [name],
      thumbnail: { ...thumbnail(name[0] ?? 'a'), shape: shape(name.length) },
    }),
  )
  await database.catalogue.upsertModels('folder', records)
  const connection = await openRaw(databaseUrl)
  const ids = new Map<string, number>()
  for (const name of names)
    ids.set(name, (await connection.value<number>('SELECT id FROM Model WHERE uid = ?', name)) ?? 0)
  await connection.close()
  const idOf = (name: string) => ids.get(name) ?? 0
  const publish = async (groups: string[][]) => {
    const runId = await database.indexRuns.beginIndexRun(runSettings())
    await database.neighbours.writeNeighbours(runId, 'visual', {
      modelIds: [idOf(names[0] ?? '')],
      width: 1,
      neighbourIds: Int32Array.of(idOf(names[1] ?? '')),
      scores: Float32Array.of(1),
    })
    await database.nearDuplicates.writeNearDuplicates(
      runId,
      groups.map((group) => group.map(idOf)),
    )
    await database.indexRuns.publishRun(runId, runResult({ inputDigest: String(runId) }))
    return runId
  }
  const duplicatesOf = async (name: string) =>
    (await database.catalogue.findListedModel(name))?.nearDuplicates
  return { database, idOf, publish, duplicatesOf }
}

it('copies what a run found to another one, in the place of what that had', async () => {
  const { database, idOf, publish } = await catalogue('a1', 'a2', 'b1', 'b2', 'c1')
  const { nearDuplicates } = database
  const from = await publish([
    ['a1', 'a2'],
    ['b1', 'b2'],
  ])
  const to = await publish([['a1', 'c1']])
  await nearDuplicates.copyNearDuplicates(from, to)
  const groups = [idOf('a1'), idOf('b1')]
  expect(await nearDuplicates.findGroupMembers(to, groups)).toEqual(
    await nearDuplicates.findGroupMembers(from, groups),
  )
  expect(await nearDuplicates.countNearDuplicateGroups(to)).toEqual({ groups: 2, models: 4 })
})

it('keeps the shapes of thumbnails with them, and tells which are missing, or of another version', async () => {
  const { database, idOf } = await catalogue('a1', 'b1', 'c12')
  const { shapes } = database
  expect(await shapes.listThumbnailsWithoutShape(1)).toEqual([])
  expect(await shapes.listThumbnailsWithoutShape(2)).toHaveLength(3)
  expect(await shapes.listCopies()).toEqual([[idOf('a1'), idOf('b1')]])
  const { hash } = thumbnail('b')
  await shapes.writeShapes([
    { hash, ...shape(9, 2) },
    { hash: 'f'.repeat(64), ...shape(9, 2) },
  ])
  expect(await shapes.listThumbnailsWithoutShape(2)).toHaveLength(2)
  expect(await shapes.readShapes(2, [hash, 'f'.repeat(64)])).toEqual([{ hash, shape: Buffer.of(7) }])
  expect(await shapes.listCopies()).toEqual([])
  await database.catalogue.takeDownModel('b1')
  expect(await shapes.readShapes(2, [hash])).toEqual([])
})

it('shows the groups of the published run, without models that are listed no more', async () => {
  const { database, idOf, publish, duplicatesOf } = await catalogue('a', 'b', 'c', 'd', 'e')
  expect(await duplicatesOf('a')).toBeNull()
  const runId = await publish([
    ['a', 'b', 'c'],
    ['d', 'e'],
  ])
  const [first, second] = [idOf('a'), idOf('d')]
  expect(await duplicatesOf('b')).toEqual({ group: first, count: 2 })
  const page = { runId, after: 0, limit: 1, withApart: false }
  expect(await database.nearDuplicates.listNearDuplicateGroups(page)).toEqual([first])
  expect(await database.nearDuplicates.listNearDuplicateGroups({ ...page, after: first })).toEqual([second])
  expect(await database.nearDuplicates.countNearDuplicateGroups(runId)).toEqual({ groups: 2, models: 5 })
  await database.catalogue.takeDownModel('e')
  await database.catalogue.takeDownModel('a')
  expect(await duplicatesOf('d')).toBeNull()
  expect(await duplicatesOf('c')).toEqual({ group: first, count: 1 })
  expect(await database.nearDuplicates.countNearDuplicateGroups(runId)).toEqual({ groups: 1, models: 2 })
})

it('keeps a model apart at once, in later runs too, and folds it again', async () => {
  const { database, idOf, publish, duplicatesOf } = await catalogue('a', 'b', 'c')
  const { nearDuplicates, readRevision } = { ...database, readRevision: database.readRevision }
  const runId = await publish([['a', 'b', 'c']])
  const before = await readRevision()
  expect(await nearDuplicates.keepApart(idOf('a'), [idOf('b'), idOf('c')])).toBe(true)
  expect(await readRevision()).not.toBe(before)
  expect(await nearDuplicates.keepApart(idOf('a'), [999_999])).toBe(false)
  expect(await duplicatesOf('a')).toBeNull()
  expect(await duplicatesOf('b')).toEqual({ group: idOf('a'), count: 1 })
  expect((await nearDuplicates.findGroupMembers(runId, [idOf('a')])).map(({ isApart }) => isApart)).toEqual([
    true,
    false,
    false,
  ])
  await publish([['a', 'b', 'c']])
  expect(await duplicatesOf('a')).toBeNull()
  await nearDuplicates.keepApart(idOf('b'), [idOf('c')])
  const later = { runId: runId + 1, after: 0, limit: 9 }
  expect(await nearDuplicates.listNearDuplicateGroups({ ...later, withApart: false })).toEqual([])
  expect(await nearDuplicates.listNearDuplicateGroups({ ...later, withApart: true })).toEqual([idOf('a')])
  expect(await nearDuplicates.foldAgain(idOf('a'), [idOf('b'), idOf('c')])).toBe(true)
  expect(await nearDuplicates.foldAgain(idOf('a'), [idOf('b'), idOf('c')])).toBe(false)
  expect(await duplicatesOf('a')).toEqual({ group: idOf('a'), count: 1 })
})

it('goes with its run: discarded, deleted, or older than the last three that were published', async () => {
  const { database, idOf, publish } = await catalogue('a', 'b')
  const groupsOf = async (runId: number) =>
    (await database.nearDuplicates.findGroupMembers(runId, [idOf('a')])).length
  const runs: number[] = []
  for (let run = 0; run < 4; run++) runs.push(await publish([['a', 'b']]))
  await database.indexRuns.pruneRuns()
  expect(await Promise.all(runs.map(groupsOf))).toEqual([0, 2, 2, 2])
  const [, second = 0, third = 0] = runs
  await database.indexRuns.discardRun(second)
  await database.indexRuns.deleteRun(third)
  expect(await Promise.all(runs.map(groupsOf))).toEqual([0, 0, 0, 2])
})

it('leaves out of a group what was taken down while the run was under way', async () => {
  const { database, idOf, publish, duplicatesOf } = await catalogue('a', 'b', 'c', 'd')
  await database.catalogue.takeDownModel('a')
  await database.catalogue.takeDownModel('d')
  await publish([
    ['a', 'b', 'c'],
    ['d', 'a'],
  ])
  expect(await duplicatesOf('c')).toEqual({ group: idOf('b'), count: 1 })
})
