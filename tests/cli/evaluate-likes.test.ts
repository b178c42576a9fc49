import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Database } from '@/lib/database/database'
import { readLikesRecipe } from '@/lib/indexing/likes-recipe'
import { madeUpCatalogue } from '../evaluation/likes/made-up'
import { type CommandLine, runCommand, runCommandLines } from '../setup/commands'
import { modelRecord } from '../setup/model-record'
import { temporaryDatabase, temporaryPlace } from '../setup/temporary'

const catalogue = madeUpCatalogue({ users: 300, models: 200, likesOfAUser: 20, communities: 8 })
const uids = [...new Set(catalogue.likes.map(({ model }) => model))]
const QUICK = ['--factors', '8', '--iterations', '3']
/** Leaves a file behind when it has measured anything. */
const GRID = ['--grid', 'factors=4', '--iterations', '1']

const mean = z.object({ mean: z.number(), standardError: z.number(), count: z.number() })
const figures = z.object({
  facts: z.looseObject({ likes: z.number(), users: z.number(), test: z.number(), tags: z.number() }),
  ways: z.array(
    z.object({
      name: z.string(),
      users: z.looseObject({ precisionAt10: mean, ndcgAt10: mean }).nullable(),
      pages: z.looseObject({ hitRateAt24: mean, byLikes: z.array(mean.nullable()) }),
    }),
  ),
  tagSuggestion: z.array(z.object({ name: z.string(), recallAt10: mean.nullable() })),
})

async function fill({ catalogue: models, likes }: Database): Promise<void> {
  await models.upsertModels(
    'folder',
    uids.map((uid) => modelRecord(uid, { tags: [...catalogue.tagsOf(uid)] })),
  )
  await likes.writeLikes(catalogue.likes.map(({ user, model }) => ({ userHash: user, uid: model })))
}

function writeFiles(folder: string): [likes: string, tags: string] {
  const [likes, tags] = [path.join(folder, 'likes.csv'), path.join(folder, 'tags.csv')]
  writeFileSync(
    likes,
    `user,model\n${catalogue.likes.map((like) => `${like.user},${like.model}\n`).join('')}`,
  )
  const rows = uids.flatMap((uid) => catalogue.tagsOf(uid).map((tag) => `${uid};${tag}`))
  writeFileSync(tags, ['model;tag', ...rows].join('\n'))
  return [likes, tags]
}

it('measures the likes of the catalogue, and those of files, with the same figures', async () => {
  const { database, environment, dataDir } = await temporaryDatabase()
  await fill(database)
  const [likes, tags] = writeFiles(dataDir)
  const stored = await runCommand('evaluate', ['--likes', '--json', ...QUICK], environment)
  expect(stored).toMatchObject({ code: 0 })
  const ofCatalogue = figures.parse(JSON.parse(stored.stdout))
  expect(ofCatalogue.facts).toMatchObject({ likes: catalogue.likes.length, users: 287, test: 974, tags: 107 })
  const [popularity, , als] = ofCatalogue.ways
  expect(popularity?.users?.precisionAt10.mean).toBeCloseTo(0.072769953, 8)
  expect(popularity?.pages.hitRateAt24.mean).toBeCloseTo(0.236034185, 8)
  expect(als?.users?.ndcgAt10.mean).toBeGreaterThan(1.5 * (popularity?.users?.ndcgAt10.mean ?? 1))

  const files = ['--likes', likes, '--tags', tags]
  const read = await runCommand('evaluate', [...files, '--json', ...QUICK], environment)
  const ofFiles = figures.parse(JSON.parse(read.stdout))
  expect(ofFiles.ways.map(withoutSeconds)).toEqual(ofCatalogue.ways.map(withoutSeconds))
  expect(ofFiles.tagSuggestion).toEqual(ofCatalogue.tagSuggestion)
  expect(ofFiles.tagSuggestion.map(({ name }) => name)).toEqual(['most used tags', 'nearest by tags'])
  for (const { recallAt10 } of ofFiles.tagSuggestion) expect(recallAt10?.mean).toBeGreaterThan(0)
})

/** All but how long it took. */
function withoutSeconds({ name, users, pages }: z.infer<typeof figures>['ways'][number]) {
  return { name, users, pages }
}

it('prints them as tables, and what is recommended of models that nobody has liked yet', async () => {
  const { dataDir, environment } = await temporaryPlace()
  const [likes, tags] = writeFiles(dataDir)
  writeFileSync(likes, 'ada,\nada\n', { flag: 'a' })
  const tables = await runCommand('evaluate', ['--likes', likes, '--tags', tags, ...QUICK], environment)
  expect(tables.stderr).toContain('likes.csv line')
  expect(tables.stdout).toMatch(/of 287 users and 200 models\.\n974 of them, of 213 users, are put aside/)
  expect(tables.stdout).toMatch(/popularity {2}0\.0728 ±0\.0062 {2}0\.1558/)
  expect(tables.stdout).toMatch(/likes and tags {2,}0\.\d+ ±/)
  expect(tables.stdout).toMatch(/by likes of the page .* 50\+\n/)
  expect(tables.stdout).toMatch(/\nnearest by tags {2,}0\.\d{4} ±0\.\d{4}\n/)

  const cold = await runCommand(
    'evaluate',
    ['--likes', likes, '--tags', tags, '--cold', ...QUICK],
    environment,
  )
  expect(cold.stdout).toMatch(
    /tags {2,}0\.8252 ±\S+ {2}0\.6197 ±\S+ {2,}0\.1956 ±0\.0057\nlikes from tags {2}/,
  )
})

it('searches a grid, goes on where it was stopped, and keeps the best for the catalogue', async () => {
  const { database, environment, dataDir } = await temporaryDatabase()
  await fill(database)
  const search = [
    '--likes',
    '--grid',
    'factors=4,12;alpha=5',
    '--iterations',
    '2',
    '--popularity-exponent',
    '0.5',
    '--json',
  ]
  const grid = z.object({
    grid: z.array(z.looseObject({ settings: z.looseObject({ factors: z.number() }), ndcgAt10: z.number() })),
    best: z.looseObject({ settings: z.looseObject({ factors: z.number(), alpha: z.number() }) }),
  })
  const first = grid.parse(JSON.parse((await runCommand('evaluate', search, environment)).stdout))
  expect(first.grid.map(({ settings }) => settings.factors)).toEqual([4, 12])
  const file = path.join(dataDir, 'likes-grid.jsonl')
  const lines = readFileSync(file, 'utf8')
  expect(lines.match(/\{"likes"/g)).toHaveLength(2)

  // As if it had been stopped while the second line was written.
  writeFileSync(file, lines.slice(0, lines.lastIndexOf('"ndcg')))
  const again = grid.parse(JSON.parse((await runCommand('evaluate', search, environment)).stdout))
  expect(again).toEqual(first)

  const usual = await runCommand('evaluate', ['--likes', '--json'], environment)
  expect(JSON.parse(usual.stdout)).toMatchObject({
    settings: { als: first.best.settings, popularityExponent: 0.5 },
  })
  expect(readLikesRecipe(dataDir)).toEqual({ ...first.best.settings, popularityExponent: 0.5 })
})

it('prints a learning curve and mixes as tables', async () => {
  const { dataDir, environment } = await temporaryPlace()
  const [likes, tags] = writeFiles(dataDir)
  const files = ['--likes', likes, '--tags', tags]
  const curve = await runCommand('evaluate', [...files, '--curve', ...QUICK], environment)
  expect(curve.stdout).toMatch(/\n3 {2,}0\.\d+ ±[^]*\nshare of likes [^]*\n100 % {2,}0\./)
  const mixes = await runCommand('evaluate', [...files, '--blend', ...QUICK], environment)
  expect(mixes.stdout).toMatch(
    /\n1 : 0 [^]*\n0 : 1 [^]*\nThe best for the tail, [\d.]+ : [\d.]+ : [\d.]+, in the test: hit rate@24 0\./,
  )
})

it('measures looks as side data, by vectors of a file', async () => {
  const { dataDir, environment } = await temporaryPlace()
  const [likes, tags] = writeFiles(dataDir)
  const vectors = path.join(dataDir, 'vectors.csv')
  const rows = uids.map((uid, place) => `${uid},${Math.cos(place)} ${Math.sin(place)} 1`)
  writeFileSync(vectors, ['model,vector', ...rows, 'odd,1 x 2'].join('\n'))
  const files = ['--likes', likes, '--tags', tags, '--vectors', vectors]
  const { stdout, stderr } = await runCommand('evaluate', [...files, '--visual', ...QUICK], environment)
  expect(stdout).toContain('200 models with vectors of 3 numbers. Learning from likes took')
  expect(stdout).toMatch(/\nlikes with tags and visual {2}0\.\d+ ±[^]*\nlikes from visual {2,}0\./)
  expect(stderr).toContain('vectors.csv: odd is left out: “x” at place 2 is no number.')

  const lines: CommandLine[] = [
    ['evaluate', ['--likes', likes, '--tags', tags, ...GRID, '--visual']],
    ['evaluate', ['--likes', '--vectors', vectors]],
    ['evaluate', ['--vectors', vectors]],
  ]
  const [without, ofCatalogue, alone] = await runCommandLines(lines, environment)
  expect(readdirSync(dataDir)).not.toContain('likes-grid.jsonl')
  expect(without).toMatchObject({ code: 1, stderr: expect.stringContaining('--likes FILE --vectors FILE') })
  expect(ofCatalogue).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--vectors goes with likes of a file: --likes FILE --vectors FILE.'),
  })
  expect(alone).toMatchObject({ code: 2, stderr: expect.stringContaining('--vectors goes with --likes') })
})

it('writes a report of all that is asked for, with the figures that are printed', async () => {
  const { database, environment, dataDir } = await temporaryDatabase()
  await fill(database)
  const file = path.join(dataDir, 'likes.html')
  const asked = ['--cold', '--curve', '--blend', '--grid', 'factors=4,8']
  const flags = ['--likes', '--iterations', '3', ...asked, '--report', file, '--json']
  const { stdout, stderr, code } = await runCommand('evaluate', flags, environment)
  expect(code).toBe(0)
  expect(stderr).toContain('The report has no figures of look-alikes: nothing is published yet')
  const { ways, cold, best } = z
    .object({
      ...figures.shape,
      cold: z.array(z.object({ users: z.looseObject({ recallAt10: mean }) })),
      best: z.object({ settings: z.looseObject({ factors: z.number() }) }),
    })
    .parse(JSON.parse(stdout))
  const page = readFileSync(file, 'utf8')
  const shown = [...ways.map(({ pages }) => pages.hitRateAt24), ...cold.map(({ users }) => users.recallAt10)]
  for (const { mean: value, standardError } of shown)
    expect(page).toContain(`${value.toFixed(4)} ±${standardError.toFixed(4)}`)
  expect(page).toContain(`${best.settings.factors} factors, regularisation 10, alpha 40, 3 iterations`)
  expect(page).toContain('How likes are learned')
  expect(page.match(/(?:src|href|url)[=(]"?(?!"?data:)/g)).toBeNull()

  const nowhere = ['--likes', '--report', path.join(dataDir, 'none', 'likes.html')]
  expect(await runCommand('evaluate', nowhere, environment)).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('its folder does not exist (ENOENT). Make it first.'),
  })
})

describe('says what is missing', () => {
  it('where the catalogue has no likes, too few of them, or a file no tags, before anything is measured', async () => {
    const { dataDir, environment } = await temporaryPlace()
    const [likes] = writeFiles(dataDir)
    const few = path.join(dataDir, 'few.csv')
    writeFileSync(few, 'user,model\nada,chair\n')
    const wrong: [flags: string[], message: string][] = [
      [['--likes'], 'npm run catalog:likes -- FILE.csv'],
      [['--likes', likes, ...GRID, '--cold'], 'share a tag'],
      [['--likes', likes, ...GRID, '--blend'], 'share a tag'],
      [['--likes', few], 'too few likes to measure by, 1:'],
    ]
    const lines = wrong.map(([flags]): CommandLine => ['evaluate', flags])
    const ends = await runCommandLines(lines, environment)
    for (const [place, [, message]] of wrong.entries())
      expect(ends[place]).toMatchObject({ code: 1, stderr: expect.stringContaining(message) })
    expect(readdirSync(dataDir)).not.toContain('likes-grid.jsonl')
  })

  it('where flags do not go together, or mean nothing, with exit code 2', async () => {
    const wrong: [flags: string[], message: string][] = [
      [['--factors', '12'], '--factors goes with --likes'],
      [['--likes', '--compare', 'default'], 'cannot be used with option'],
      [['--likes', '--grid', 'colour=red'], 'It must be like factors=64,128;alpha=10,40'],
      [['--likes', '--grid', '--factors', '8'], 'cannot be used with option'],
      [['--likes', '--alpha', '0'], 'It must be a number above 0.'],
      [['--likes', '--popularity-exponent', '2'], 'It must be a number from 0 to 1.'],
    ]
    const lines = wrong.map(([flags]): CommandLine => ['evaluate', flags])
    const ends = await runCommandLines(lines, (await temporaryPlace()).environment)
    for (const [place, [, message]] of wrong.entries())
      expect(ends[place]).toMatchObject({ code: 2, stderr: expect.stringContaining(message) })
  })
})
