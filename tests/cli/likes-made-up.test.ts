import { mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeUpLikesOf } from '@/lib/benchmark/likes-of-catalogue'
import { type CommandLine, runCommand, runCommandLines } from '../setup/commands'
import { madeUpThumbnail, modelRecord } from '../setup/model-record'
import { temporaryDatabase, temporaryPlace } from '../setup/temporary'

const GROUPS = ['boats', 'chairs', 'lamps', 'trees', 'cars']
const models = Array.from({ length: 100 }, (_, place) => ({
  uid: `model, ${place}`,
  groups: [`tag ${GROUPS[place % GROUPS.length]}`, 'tag all', `label ${place}`],
}))
const options = { users: 200, likesOfAUser: 20, seed: 1 }

describe('likes of models that there are', () => {
  it('are the same whatever the order of the models, and others for another seed', () => {
    const made = makeUpLikesOf(models, options)
    expect(makeUpLikesOf(models.toReversed(), options)).toEqual(made)
    expect(makeUpLikesOf(models, { ...options, seed: 2 }).likes).not.toEqual(made.likes)
  })

  it('follow groups that are neither tiny nor everybody’s, and each is there once', () => {
    const { likes, users, circles } = makeUpLikesOf(models, options)
    expect({ users, circles }).toEqual({ users: 200, circles: GROUPS.length })
    expect(new Set(likes.map(({ user, model }) => `${user} ${model}`)).size).toBe(likes.length)
    const groupOf = new Map(models.map(({ uid, groups }) => [uid, groups[0]]))
    const pairs = likes.flatMap((like, place) => {
      const next = likes[place + 1]
      return next?.user === like.user ? [groupOf.get(like.model) === groupOf.get(next.model)] : []
    })
    const inOneGroup = pairs.filter((same) => same).length / pairs.length
    expect(inOneGroup).toBeGreaterThan(0.35)
  })

  it('are there of models that have nothing in common, and of one model', () => {
    const alone = models.map(({ uid }) => ({ uid, groups: [] }))
    expect(makeUpLikesOf(alone, options).circles).toBe(20)
    const one = makeUpLikesOf(alone.slice(0, 1), options)
    expect(one.likes).toHaveLength(200)
  })
})

it('writes likes of the catalogue, which can be imported and measured', async () => {
  const { database, environment, dataDir } = await temporaryDatabase()
  await database.catalogue.upsertModels(
    'folder',
    models.map(({ uid, groups }) =>
      modelRecord(uid, { tags: groups.map((name) => name.slice(4)), thumbnail: madeUpThumbnail }),
    ),
  )
  const file = path.join(dataDir, 'liked.csv')
  const made = await runCommand('likes-made-up', ['--catalogue', file, '--users', '60'], environment)
  expect(made).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(
      /^[\d,]+ likes of 100 models by 60 users in 5 circles are in .*liked\.csv\.\nNext: npm run catalog:likes -- .*liked\.csv\n$/,
    ),
  })
  const imported = await runCommand('catalog-likes', [file], environment)
  const rows = readFileSync(file, 'utf8').trim().split('\n').length - 1
  expect(imported.stdout).toContain(`Likes: ${rows.toLocaleString('en')} rows`)
  const measured = await runCommand(
    'evaluate',
    ['--likes', '--factors', '4', '--iterations', '2'],
    environment,
  )
  expect(measured).toMatchObject({ code: 0, stdout: expect.stringContaining('likes and tags') })
})

it('writes likes and tags of its own into a folder as before', async () => {
  const { environment, dataDir } = await temporaryPlace()
  const few = ['--users', '50', '--models', '40', '--communities', '4']
  const { code } = await runCommand('likes-made-up', [dataDir, ...few], environment)
  expect(code).toBe(0)
  expect(readFileSync(path.join(dataDir, 'likes.csv'), 'utf8')).toMatch(/^user,model\nuser-0,model-\d+\n/)
  expect(readFileSync(path.join(dataDir, 'tags.csv'), 'utf8')).toMatch(/^model,tag\nmodel-0,circle \d+ \d+\n/)
})

it('writes what models look like, too, with as much noise as is said', async () => {
  const { environment, dataDir } = await temporaryPlace()
  const flags = ['--users', '20', '--models', '10', '--communities', '1', '--vectors', '0']
  const { stdout } = await runCommand('likes-made-up', [dataDir, ...flags], environment)
  expect(stdout).toContain('--vectors')
  const [header, ...rows] = readFileSync(path.join(dataDir, 'vectors.csv'), 'utf8').trim().split('\n')
  expect([header, rows.length]).toEqual(['model,vector', 10])
  // One circle, and no noise: all look the same.
  expect(new Set(rows.map((row) => row.split(',')[1])).size).toBe(1)
  expect(rows[0]?.split(' ')).toHaveLength(32)
})

describe('says what is wrong', () => {
  it('where the catalogue has no models, or the file cannot be written', async () => {
    const { environment, dataDir } = await temporaryDatabase()
    const none = await runCommand('likes-made-up', ['--catalogue', path.join(dataDir, 'x.csv')], environment)
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('npm run catalog:sample') })
    mkdirSync(path.join(dataDir, 'folder'))
    const folder = await runCommand(
      'likes-made-up',
      ['--catalogue', path.join(dataDir, 'folder')],
      environment,
    )
    expect(folder).toMatchObject({ code: 1, stderr: expect.stringContaining('folder') })
  })

  it('where it is not said where to write, or that twice, with exit code 2', async () => {
    const wrong: [flags: string[], message: string][] = [
      [[], 'name either a folder, or --catalogue'],
      [['.', '--catalogue', 'likes.csv'], 'name either a folder, or --catalogue'],
      [['.', '--vectors', 'much'], 'It must be a number from 0 to 1000.'],
      [['--catalogue', '--models', '12'], 'cannot be used with option'],
    ]
    const lines = wrong.map(([flags]): CommandLine => ['likes-made-up', flags])
    const ends = await runCommandLines(lines, (await temporaryPlace()).environment)
    for (const [place, [, message]] of wrong.entries())
      expect(ends[place]).toMatchObject({ code: 2, stderr: expect.stringContaining(message) })
  })
})
