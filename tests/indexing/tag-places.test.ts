import { describe, expect, it } from 'vitest'
import { commonSpace } from '@/lib/indexing/common-space'
import { foldTags } from '@/lib/indexing/fold-tags'
import { tagWeights } from '@/lib/recommending/tag-weights'
import { columnsOf, sparsePattern } from '@/lib/numerics/sparse-matrix'
import { allOf } from '../setup/all-of'
import { SHAPES } from '../setup/catalogue'
import type { RawDatabase } from '../setup/raw-database'
import { FEW_COLOURS, likedDrawings } from './likes-fixtures'

type Tags = Record<string, string[]>

/** Gives models these tags, by their uids, and others none. */
async function tag(connection: RawDatabase, tags: Tags): Promise<void> {
  await connection.run('DELETE FROM ModelTag')
  await connection.run('DELETE FROM Tag')
  for (const name of new Set(Object.values(tags).flat()))
    await connection.run(`INSERT INTO Tag (name) VALUES ('${name}')`)
  for (const [uid, names] of Object.entries(tags)) {
    for (const name of names)
      await connection.run(
        `INSERT INTO ModelTag (modelId, tagId) SELECT Model.id, Tag.id FROM Model, Tag WHERE uid = '${uid}' AND Tag.name = '${name}'`,
      )
  }
}

/** Each drawing says its shape, and half of its colours say what they are; but for some. */
function shapeTags(untagged: readonly string[] = []): Tags {
  return Object.fromEntries(
    SHAPES.flatMap((shape) =>
      FEW_COLOURS.map((colour): [string, string[]] => [
        `${shape}-${colour}`,
        untagged.includes(`${shape}-${colour}`) ? [] : [shape, `${shape} drawn`, `thing ${colour}`],
      ]),
    ),
  )
}

async function drawn(tags: Tags, likes?: Parameters<typeof likedDrawings>[0]) {
  const catalogue = await likedDrawings(likes ?? { likes: [] })
  await tag(catalogue.connection, tags)
  const { notes } = await catalogue.heard()
  const runId = await catalogue.published()
  const uids = await uidsOf(catalogue.connection)
  const named = (ids: Iterable<number> = []) => Array.from(ids, (id) => uids.get(id) ?? '')
  const placeOf = async (name: string) => {
    const place = await catalogue.database.tags.findTagPlace(runId, name)
    return place && { own: named(place.modelIds), close: named(place.closeIds) }
  }
  const suggested = async () =>
    new Map((await allOf(catalogue.database.tags.readSuggested(runId))).map((row) => [row.uid, row]))
  const models = Int32Array.from(uids.keys())
  return { ...catalogue, notes, runId, models, placeOf, suggested, named }
}

/** By id, ascending. */
async function uidsOf(connection: RawDatabase): Promise<Map<number, string>> {
  const rows = await connection.rows<{ id: number; uid: string }>('SELECT id, uid FROM Model ORDER BY id')
  return new Map(rows.map(({ id, uid }) => [id, uid]))
}

/** What tags say of models, in the order of their ids. */
function weightsOf(tags: Tags, models: Int32Array, uids: ReadonlyMap<number, string>) {
  const names = [...new Set(Object.values(tags).flat())].sort()
  const entries = [...models].flatMap((id, row) =>
    (tags[uids.get(id) ?? ''] ?? []).map((name) => [row, names.indexOf(name)] as const),
  )
  return tagWeights(
    sparsePattern(
      models.length,
      names.length,
      entries.map(([row]) => row),
      entries.map(([, column]) => column),
    ),
  )
}

const [first = '', second = ''] = FEW_COLOURS

describe('a run without likes', () => {
  it('has the place of each tag that three or more have, by tags and looks, and who is close to it', async () => {
    const forgotten = `circle-${first}`
    const { placeOf, suggested, notes, named } = await drawn(shapeTags([forgotten]))
    expect(notes).toContain('Tags have their places.')
    const circles = await placeOf('circle')
    expect(circles?.own.toSorted()).toEqual(
      FEW_COLOURS.slice(1)
        .map((colour) => `circle-${colour}`)
        .sort(),
    )
    // The encoder of the tests sees colours first.
    const [colour] = (await suggested()).get(forgotten)?.suggestions ?? []
    expect(colour).toMatchObject({ tag: `thing ${first}`, count: 2 })
    expect(colour?.score).toBeGreaterThan(0.2)
    expect(named(colour?.speakers).toSorted()).toEqual([`square-${first}`, `triangle-${first}`])
    expect(await placeOf('no such tag')).toBeNull()
  })

  it('suggests by tags what lacks one of those that go together, whatever its capitals', async () => {
    const tags = shapeTags()
    tags[`square-${first}`] = ['Square', `thing ${first}`, 'gold', 'fine']
    for (const colour of FEW_COLOURS.slice(1)) tags[`square-${colour}`]?.push('gold', 'fine')
    tags[`square-${second}`] = ['square', 'gold', `thing ${second}`]
    const { suggested } = await drawn(tags)
    const all = await suggested()
    const namesOf = (uid: string) => all.get(uid)?.suggestions.map(({ tag: name }) => name) ?? []
    expect(namesOf(`square-${first}`)[0]).toBe('square drawn')
    expect(namesOf(`square-${first}`)).not.toContain('square')
    expect(namesOf(`square-${second}`).slice(0, 2).sort()).toEqual(['fine', 'square drawn'])
  })

  it('says nothing of tags where there are none', async () => {
    const { notes, suggested, connection } = await drawn({})
    expect(notes).not.toContain('Tags have their places.')
    expect((await suggested()).size).toBe(0)
    expect(await connection.value('SELECT count(*) FROM TagPlace')).toBe(0)
  })
})

describe('a run with likes', () => {
  it('ranks by what the same people like and by content, also what nobody has liked yet', async () => {
    const { placeOf, database, runId, connection, models } = await drawn(shapeTags(), {})
    const circles = await placeOf('circle')
    // The same order by hand: likes at twice the weight of content.
    const { unit } = await commonSpace(
      database,
      runId,
      models,
      weightsOf(shapeTags(), models, await uidsOf(connection)),
    )
    const block = await database.factors.findFactorBlock(runId, -1)
    const width = (block?.factors.length ?? 0) / (block?.modelIds.length ?? 1)
    const rowOf = (row: number) => [...unit.data.subarray(row * unit.columns, (row + 1) * unit.columns)]
    const inner = (one: number[], other: number[]) =>
      one.reduce((sum, value, place) => sum + value * (other[place] ?? 0), 0)
    const factorsOf = (row: number) => [...(block?.factors.subarray(row * width, (row + 1) * width) ?? [])]
    for (const row of models.keys()) {
      const [likes, content] = [rowOf(row).slice(0, width), rowOf(row).slice(width)]
      expect(inner(likes, likes)).toBeCloseTo(2 / 3, 5)
      expect(inner(content, content)).toBeCloseTo(1 / 3, 5)
      const own = factorsOf(row)
      expect(inner(likes, own) / Math.hypot(...own)).toBeCloseTo(Math.sqrt(2 / 3), 5)
    }
    const uids = await uidsOf(connection)
    const own = [...models.keys()].filter((row) => uids.get(models[row] ?? 0)?.startsWith('circle-'))
    const place = own.map(rowOf).reduce((sum, row) => sum.map((value, at) => value + (row[at] ?? 0)))
    const wanted = own
      .toSorted((one, other) => inner(rowOf(other), place) - inner(rowOf(one), place))
      .map((row) => uids.get(models[row] ?? 0))
    expect(circles?.own).toEqual(wanted)
    expect(circles?.own).toContain(`circle-${FEW_COLOURS.at(-1)}`)
  })

  it('goes by content where likes are of too few models to place the others by', async () => {
    const likes = ['ann', 'bob'].flatMap((userHash) =>
      [`circle-${first}`, `square-${first}`].map((uid) => ({ userHash, uid })),
    )
    const withFew = await drawn(shapeTags(), { likes })
    const without = await drawn(shapeTags())
    expect(await withFew.placeOf('circle')).toEqual(await without.placeOf('circle'))
  })
})

it('goes with its run: discarded, or older than the last three that were published', async () => {
  const { database, connection, run, runId } = await drawn(shapeTags())
  const runsWithPlaces = () =>
    connection.rows<{ runId: number }>(
      'SELECT runId FROM TagPlace UNION SELECT runId FROM TagSuggestion ORDER BY runId',
    )
  await run({ mode: 'all' })
  expect(await runsWithPlaces()).toHaveLength(2)
  for (const neighbours of [3, 4]) await run({ neighbours })
  const left = (await runsWithPlaces()).map((row) => row.runId)
  expect(left).toHaveLength(3)
  expect(left).not.toContain(runId)
  await database.indexRuns.discardRun(left[0] ?? 0)
  expect((await runsWithPlaces()).map((row) => row.runId)).toEqual(left.slice(1))
})

it('tags that differ in capitals alone are one, called as most have it', () => {
  const pattern = sparsePattern(4, 3, [0, 1, 2, 2, 3], [0, 1, 1, 2, 0])
  const folded = foldTags({ pattern, names: ['Old', 'old', 'axe'] })
  expect(folded.names).toEqual(['Old', 'axe'])
  expect([0, 1, 2, 3].map((row) => [...columnsOf(folded.pattern, row)])).toEqual([[0], [0], [0, 1], [0]])
  const more = sparsePattern(3, 2, [0, 1, 2], [0, 1, 1])
  expect(foldTags({ pattern: more, names: ['Old', 'old'] }).names).toEqual(['old'])
})
