import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { decodeLikesSettings } from '@/lib/database/run-likes'
import { takeDown } from '@/lib/crawling/take-down'
import { sparsePattern } from '@/lib/numerics/sparse-matrix'
import { trainAls } from '@/lib/recommending/als'
import { drawing } from '../setup/images'
import { askingIn } from './job-fixtures'
import {
  factorsOf,
  FEW_COLOURS,
  kindsOf,
  likedDrawings,
  type Likes,
  likesOfDrawings,
  publishedKinds,
  RECIPE,
} from './likes-fixtures'

const LEARNS = 'It is learned from likes.'

describe('what the same people like', () => {
  it('is listed by the cosine of what ALS learns, with how many like both, and how many like the model', async () => {
    const { database, run, published, connection } = await likedDrawings()
    await run()
    const runId = await published()
    const models = await connection.rows<{ id: number; uid: string }>('SELECT id, uid FROM Model ORDER BY id')
    const likes = likesOfDrawings()
    const liked = models.filter(({ uid }) => likes.some((like) => like.uid === uid))
    const users = [...new Set(likes.map(({ userHash }) => userHash))].sort()
    const whoLikes = (id: number) => {
      const uid = models.find((model) => model.id === id)?.uid
      return new Set(likes.filter((like) => like.uid === uid).map(({ userHash }) => userHash))
    }
    const pattern = sparsePattern(
      users.length,
      liked.length,
      likes.map(({ userHash }) => users.indexOf(userHash)),
      likes.map(({ uid }) => liked.findIndex((model) => model.uid === uid)),
    )
    const factors = (await trainAls(pattern, RECIPE)).models.data
    const rowOf = (id: number) => {
      const row = liked.findIndex((model) => model.id === id)
      return Array.from(factors.subarray(row * RECIPE.factors, (row + 1) * RECIPE.factors))
    }
    const inner = (one: number[], other: number[]) =>
      one.reduce((sum, value, place) => sum + value * (other[place] ?? 0), 0)
    const cosine = (one: number[], other: number[]) =>
      inner(one, other) / Math.sqrt(inner(one, one) * inner(other, other))
    expect(liked).toHaveLength(21)
    for (const { id } of liked) {
      const list = await database.neighbours.findSimilarModels(runId, 'likes', id)
      const wanted = liked
        .filter((other) => other.id !== id)
        .map((other) => ({ id: other.id, score: cosine(rowOf(id), rowOf(other.id)) }))
        .filter(({ score }) => score > 0)
        .sort((one, other) => other.score - one.score)
      expect([...list.modelIds]).toEqual(wanted.map((one) => one.id))
      wanted.forEach(({ score }, place) => expect(list.scores[place]).toBeCloseTo(score, 5))
      const own = whoLikes(id)
      expect(list.support).toBe(own.size)
      expect([...(list.evidence ?? [])]).toEqual(
        [...list.modelIds].map((other) => [...whoLikes(other)].filter((user) => own.has(user)).length),
      )
    }
  })

  it('has factors of all models: of those that nobody likes by their tags and their looks, and no lists of these', async () => {
    const { database, run, published, idOf } = await likedDrawings()
    await run()
    const runId = await published()
    const [block] = await factorsOf(database, runId)
    expect(block?.modelIds).toHaveLength(24)
    expect(block?.factors).toHaveLength(24 * RECIPE.factors)
    const cold = await idOf(`circle-${FEW_COLOURS.at(-1)}`)
    const row = block?.modelIds.indexOf(cold) ?? -1
    expect(block?.likeCounts[row]).toBe(0)
    const factors = block?.factors.subarray(row * RECIPE.factors, (row + 1) * RECIPE.factors) ?? []
    expect(factors.some((value) => value !== 0)).toBe(true)
    expect(factors.every(Number.isFinite)).toBe(true)
    expect((await database.neighbours.findSimilarModels(runId, 'likes', cold)).modelIds).toHaveLength(0)
  })

  it('says by which settings it was learned, and from how many likes', async () => {
    const { database, run, published } = await likedDrawings()
    await run()
    const kinds = await database.runKinds.readRunKinds(await published())
    const likes = kinds.find(({ kind }) => kind === 'likes')
    expect(likes).toMatchObject({ modelCount: 21, skipped: null })
    expect(decodeLikesSettings(likes?.settings ?? null)).toMatchObject({
      ...RECIPE,
      popularityExponent: 1,
      users: 30,
      likes: likesOfDrawings().length,
    })
    expect(await database.neighbours.findKinds(await published())).toEqual(['visual', 'likes', 'tags'])
  })

  const first = { userHash: 'ann', uid: `circle-${FEW_COLOURS[0]}` }
  it.each<[string, Likes, string]>([
    ['nobody likes anything', [], 'Nobody has liked any of the 24 models.'],
    [
      'one model alone is liked',
      [first, { ...first, userHash: 'bob' }],
      'Only one model has been liked: there is none to compare it with.',
    ],
  ])('is not there where %s, and the run says so', async (_, likes, sentence) => {
    const { database, published, heard } = await likedDrawings({ likes })
    const { notes, stages } = await heard()
    expect(notes).toContain(`Nothing is learned from likes: ${sentence}`)
    expect(stages).not.toContain('likes')
    const kinds = await database.runKinds.readRunKinds(await published())
    expect(kinds.find(({ kind }) => kind === 'likes')).toMatchObject({ modelCount: 0, skipped: sentence })
    expect(await database.neighbours.findKinds(await published())).toEqual(['visual', 'tags'])
    expect(await factorsOf(database, await published())).toEqual([])
    expect((await heard()).result).toMatchObject({ outcome: 'up-to-date' })
  })

  it('is learned from one person alone, and from one who likes everything', async () => {
    const all = FEW_COLOURS.map((colour) => ({ userHash: 'ann', uid: `square-${colour}` }))
    const { database, published, run } = await likedDrawings({ likes: all })
    await run()
    const likes = (await database.runKinds.readRunKinds(await published())).find(
      ({ kind }) => kind === 'likes',
    )
    expect(likes).toMatchObject({ modelCount: 8, skipped: null })
  })
})

describe('what shares tags', () => {
  it('is listed by how rare the tags are that are shared', async () => {
    const { database, run, published, idOf } = await likedDrawings()
    await run()
    const list = await database.neighbours.findSimilarModels(
      await published(),
      'tags',
      await idOf('circle-teal'),
    )
    // All are flat, which says nothing; three are teal.
    expect(new Set(list.modelIds)).toEqual(new Set([await idOf('square-teal'), await idOf('triangle-teal')]))
    for (const score of list.scores) expect(score).toBeCloseTo(1, 6)
    expect(list).toMatchObject({ evidence: null, support: null })
  })

  it('is not there where no model has tags, and the run says so', async () => {
    const { database, published, heard } = await likedDrawings({ labelled: false })
    const { notes } = await heard()
    expect(notes).toContain('Tags are not compared: No model has tags.')
    const kinds = await database.runKinds.readRunKinds(await published())
    expect(kinds.find(({ kind }) => kind === 'tags')).toMatchObject({
      modelCount: 0,
      skipped: 'No model has tags.',
    })
    expect(await database.neighbours.findKinds(await published())).toEqual(['visual', 'likes'])
    expect(await factorsOf(database, await published())).toHaveLength(1)
  })
})

describe('what has not changed is taken over', () => {
  it('nothing: then there is nothing to do', async () => {
    const { run } = await likedDrawings()
    await run()
    expect(await run()).toMatchObject({ outcome: 'up-to-date' })
  })

  it('likes alone have: what looks alike and what shares tags stay, and it is learned again', async () => {
    const { database, run, heard, published } = await likedDrawings()
    await run()
    const before = await published()
    await database.likes.writeLikes([{ userHash: 'new', uid: 'circle-teal' }])
    const { result, notes, stages } = await heard()
    expect(result).toMatchObject({ outcome: 'published' })
    expect(stages).toEqual(expect.arrayContaining(['take-over', 'tags', 'likes']))
    for (const stage of ['project', 'search', 'near-duplicates']) expect(stages).not.toContain(stage)
    expect(notes).toContain('What looks alike is taken over')
    expect(notes).toContain('What shares tags is taken over')
    expect(notes).toContain(LEARNS)
    const [then, now] = [await kindsOf(database, before), await kindsOf(database, await published())]
    const linesOf = (text: string, kind: string) =>
      text.split('\n').filter((line) => line.startsWith(`["${kind}"`))
    expect(linesOf(now, 'visual')).toEqual(linesOf(then, 'visual'))
    expect(linesOf(now, 'tags')).toEqual(linesOf(then, 'tags'))
    expect(linesOf(now, 'likes')).not.toEqual(linesOf(then, 'likes'))
    // As if nothing had been taken over.
    await run({ mode: 'all' })
    expect(await publishedKinds(database)).toBe(now)
  })

  it('a picture alone has: it is not learned from likes again, and models that nobody likes are placed anew', async () => {
    const { database, folder, load, run, heard, published } = await likedDrawings()
    await run()
    const before = await published()
    writeFileSync(path.join(folder, `circle-${FEW_COLOURS.at(-1)}.png`), await drawing('square', 'grey'))
    await load()
    const { notes, stages } = await heard()
    expect(stages).toEqual(expect.arrayContaining(['project', 'search', 'near-duplicates', 'likes']))
    expect(notes).toContain('What the same people like is taken over')
    expect(notes).not.toContain(LEARNS)
    const now = await publishedKinds(database)
    expect(now).not.toBe(await kindsOf(database, before))
    await run({ mode: 'all' })
    expect(await publishedKinds(database)).toBe(now)
  })

  it('a tag alone has: what looks alike and what was learned stay', async () => {
    const { database, connection, idOf, run, heard } = await likedDrawings()
    await run()
    await connection.run('DELETE FROM ModelTag WHERE modelId = ?', await idOf('circle-teal'))
    const { notes, stages } = await heard()
    expect(stages).not.toContain('search')
    expect(notes).not.toContain(LEARNS)
    const now = await publishedKinds(database)
    await run({ mode: 'all' })
    expect(await publishedKinds(database)).toBe(now)
  })

  it('settings of likes alone have: it is learned again', async () => {
    const { dataDir, run, heard } = await likedDrawings()
    await run()
    const better = { ...RECIPE, factors: 4, popularityExponent: 0.5 }
    writeFileSync(path.join(dataDir, 'likes-recipe.json'), JSON.stringify(better))
    expect((await heard()).notes).toContain(LEARNS)
  })

  it('from an older run as well, when likes are taken back', async () => {
    const { database, connection, run, heard, published } = await likedDrawings()
    await run()
    const first = await kindsOf(database, await published())
    await database.likes.writeLikes([{ userHash: 'new', uid: 'circle-teal' }])
    await run()
    await connection.run(`DELETE FROM "Like" WHERE userHash = 'new'`)
    expect((await heard()).result).toMatchObject({ outcome: 'published-again', runId: 1 })
    expect(await publishedKinds(database)).toBe(first)
  })
})

it('cancelled while it learns, a run leaves nothing of any kind, and what is published stays', async () => {
  const { database, connection, run, published } = await likedDrawings()
  await run()
  const before = [await published(), await publishedKinds(database)]
  await database.likes.writeLikes([{ userHash: 'new', uid: 'circle-teal' }])
  await expect(run({ observer: askingIn('likes', 'cancel', connection) })).rejects.toThrow('Cancelled.')
  expect([await published(), await publishedKinds(database)]).toEqual(before)
  expect(await kindsOf(database, 2)).toBe('')
  expect(await run()).toMatchObject({ outcome: 'published', runId: 3 })
})

it('settings of likes that are none are named before anything is done', async () => {
  const { database, dataDir, run } = await likedDrawings()
  await run()
  writeFileSync(path.join(dataDir, 'likes-recipe.json'), '{"factors":0}')
  await expect(run()).rejects.toThrow('likes-recipe.json does not hold the settings of likes. Remove it')
  expect(await database.runs.findLatestRunId()).toBe(1)
})

it('a model that is taken down leaves no factors, and a removed one is in no new run', async () => {
  const { database, storage, run, published, idOf } = await likedDrawings()
  await run()
  const id = await idOf('circle-teal')
  await takeDown(database, storage, 'circle-teal')
  const [block] = await factorsOf(database, await published())
  expect(block?.modelIds).toHaveLength(23)
  expect(block?.modelIds).not.toContain(id)
  expect((await run()).outcome).toBe('published')
  expect((await database.neighbours.findSimilarModels(await published(), 'likes', id)).modelIds).toHaveLength(
    0,
  )
})
