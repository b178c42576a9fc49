import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { drawing } from '../setup/images'
import { catalogueOfDrawings, silent } from './job-fixtures'

/** The names of each group under the published run. */
async function foldedIn({ database }: Pick<Awaited<ReturnType<typeof catalogueOfDrawings>>, 'database'>) {
  const run = await database.indexRuns.findPublishedRun()
  if (!run) throw new Error('Nothing is published.')
  const page = { runId: run.id, after: 0, limit: 100, withApart: false }
  const groups = await database.nearDuplicates.listNearDuplicateGroups(page)
  const members = await database.nearDuplicates.findGroupMembers(run.id, groups)
  const models = await database.catalogue.readListedModels(members.map(({ modelId }) => modelId))
  return groups.map((group) =>
    members
      .filter(({ groupId }) => groupId === group)
      .map(({ modelId }) => models.find(({ id }) => id === modelId)?.name ?? '')
      .sort(),
  )
}

it('drawings that differ in their colour alone are one thing, and pictures that are the same', async () => {
  const place = await catalogueOfDrawings({
    spoil(folder) {
      writeFileSync(path.join(folder, 'once more.png'), PICTURE)
    },
  })
  await place.run({ neighbours: 24 })
  const groups = await foldedIn(place)
  expect(groups.length).toBeGreaterThanOrEqual(3)
  for (const group of groups) {
    const shapes = new Set(group.filter((name) => name !== 'once more').map((name) => name.split(/[ -]/)[0]))
    expect(shapes.size).toBe(1)
  }
  const copy = groups.find((group) => group.includes('once more'))
  expect(copy?.some((name) => name.startsWith('circle'))).toBe(true)
})

const PICTURE = await drawing('circle', 'teal')

it('where nothing is new nothing is computed; shapes that are missing are taken once, the rest is left', async () => {
  const place = await catalogueOfDrawings()
  await place.run()
  const groups = await foldedIn(place)
  const stages: string[] = []
  const observer = { ...silent, onStage: ({ name }: { name: string }) => void stages.push(name) }
  expect(await place.run({ observer })).toMatchObject({ outcome: 'up-to-date' })
  expect(stages).not.toContain('near-duplicates')

  await place.connection.run('DELETE FROM ThumbnailShape')
  const notes: unknown[] = []
  const onNote = (text: string) => void notes.push(text)
  await place.run({ mode: 'all', observer: { ...observer, onNote } })
  expect(stages).toContain('near-duplicates')
  expect(await foldedIn(place)).toEqual(groups)
  expect(await place.database.shapes.listThumbnailsWithoutShape(1)).toEqual([])
})

it('a picture that is lost has no shape, and stops nothing', async () => {
  const place = await catalogueOfDrawings()
  await place.run()
  const groups = await foldedIn(place)
  const hash = await place.connection.value<string>('SELECT min(hash) FROM ThumbnailShape')
  await place.connection.run(`DELETE FROM ThumbnailShape WHERE hash = '${hash}'`)
  rmSync(path.join(place.dataDir, 'thumbnails', hash?.slice(0, 2) ?? '', `${hash}.original`))
  expect(await place.run({ neighbours: 4 })).toMatchObject({ counts: { failureCount: 1 } })
  expect((await foldedIn(place)).flat().length).toBeLessThanOrEqual(groups.flat().length)
  expect(await place.database.shapes.listThumbnailsWithoutShape(1)).toEqual([hash])
})

it('what an admin keeps apart stays apart in the runs to come', async () => {
  const place = await catalogueOfDrawings()
  await place.run()
  const run = await place.database.indexRuns.findPublishedRun()
  const [group = 0] = await place.database.nearDuplicates.listNearDuplicateGroups({
    runId: run?.id ?? 0,
    after: 0,
    limit: 1,
    withApart: false,
  })
  const [first, ...others] = await place.database.nearDuplicates.findGroupMembers(run?.id ?? 0, [group])
  await place.database.nearDuplicates.keepApart(
    first?.modelId ?? 0,
    others.map(({ modelId }) => modelId),
  )
  const folded = (await foldedIn(place)).flat()
  await place.run({ mode: 'all' })
  expect((await foldedIn(place)).flat()).toEqual(folded)
})
