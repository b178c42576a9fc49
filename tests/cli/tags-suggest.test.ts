import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { surestRows } from '@/lib/cli/suggestion-lines'
import { runCommand } from '../setup/commands'
import { runResult, runSettings } from '../setup/made-up-run'
import { madeUpThumbnail, modelRecord } from '../setup/model-record'
import { temporaryDatabase } from '../setup/temporary'

const suggestion = (tag: string, score: number) => ({ tag, score, count: 2, speakers: [1] })

/** Three models, and a published run that suggests tags for two of them. */
async function suggested() {
  const opened = await temporaryDatabase()
  const { database } = opened
  const records = ['sword', 'axe', 'vase'].map((name) =>
    modelRecord(name, { uidCandidates: [name], thumbnail: madeUpThumbnail, tags: ['old'] }),
  )
  await database.catalogue.upsertModels('folder', records)
  const publish = async (isOfTags: boolean) => {
    const runId = await database.indexRuns.beginIndexRun(runSettings())
    await database.neighbours.writeNeighbours(runId, 'visual', {
      modelIds: [1],
      width: 1,
      neighbourIds: Int32Array.of(2),
      scores: Float32Array.of(1),
    })
    if (isOfTags) {
      await database.tags.writeTagSuggestions(runId, [
        { modelId: 1, suggestions: [suggestion('iron, "hard"', 0.5), suggestion('=sharp', 0.25)] },
        { modelId: 2, suggestions: [suggestion('Old', 0.9), suggestion('iron', 0.75)] },
      ])
    }
    await database.indexRuns.publishRun(runId, runResult({ inputDigest: String(runId) }))
    return runId
  }
  return { ...opened, publish }
}

describe('npm run tags:suggest', () => {
  it('writes what the published run suggests, as CSV and as JSON, in the order of the catalogue', async () => {
    const { environment, publish } = await suggested()
    const runId = await publish(true)
    const csv = await runCommand('tags-suggest', [], environment)
    expect(csv).toMatchObject({
      code: 0,
      stdout: 'uid,tag,score\nsword,"iron, ""hard""",0.500000\nsword,=sharp,0.250000\naxe,iron,0.750000\n',
    })
    expect(csv.stderr).toContain(`3 suggestions of index run ${runId} written.`)
    const json = await runCommand('tags-suggest', ['--format', 'jsonl', '--least', '0.5'], environment)
    expect(
      json.stdout
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    ).toEqual([
      { uid: 'sword', tag: 'iron, "hard"', score: 0.5 },
      { uid: 'axe', tag: 'iron', score: 0.75 },
    ])
  })

  it('writes the surest alone, into a file, and for a spreadsheet', async () => {
    const { environment, publish, dataDir } = await suggested()
    await publish(true)
    const out = path.join(dataDir, 'tags.csv')
    const limited = await runCommand('tags-suggest', ['--limit', '2', '--out', out], environment)
    expect(limited).toMatchObject({ code: 0, stdout: '' })
    expect(limited.stderr).toContain(`written to ${out}`)
    expect(readFileSync(out, 'utf8')).toBe(
      'uid,tag,score\naxe,iron,0.750000\nsword,"iron, ""hard""",0.500000\n',
    )
    const excel = await runCommand('tags-suggest', ['--excel'], environment)
    expect(excel.stdout).toContain("\nsword,'=sharp,0.25\n")
  })

  it('says what to do where nothing is published, or the run suggests nothing', async () => {
    const { environment, publish } = await suggested()
    expect(await runCommand('tags-suggest', [], environment)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('Run npm run precompute first.'),
    })
    await publish(false)
    const nothing = await runCommand('tags-suggest', [], environment)
    expect(nothing).toMatchObject({ code: 0, stdout: 'uid,tag,score\n' })
    expect(nothing.stderr).toContain('The run suggests nothing')
  })

  it.each([
    [['--least', '1.5'], 'It must be a number from 0 to 1.'],
    [['--limit', '0'], 'It must be a whole number from 1 to'],
    [['--format', 'xml'], 'Allowed choices are csv, jsonl.'],
    [['--format', 'jsonl', '--excel'], '--excel goes with --format csv alone'],
  ])('refuses %j with its usage and exit code 2', async (flags, reason) => {
    const { environment } = await temporaryDatabase()
    const { code, stderr } = await runCommand('tags-suggest', flags, environment)
    expect(code).toBe(2)
    expect(stderr).toContain(reason)
  })
})

it('the surest of many rows are those that sorting all would give', async () => {
  const rows = Array.from({ length: 5_000 }, (_, place) => ({
    uid: `${place}`,
    tag: 'a',
    score: ((place * 7919) % 1000) / 1000,
  }))
  async function* given() {
    for (const row of rows) yield Promise.resolve(row)
  }
  const wanted = rows.toSorted((one, other) => other.score - one.score)
  for (const most of [1, 7, 900, 9_000])
    expect(await surestRows(given(), most)).toEqual(wanted.slice(0, most))
})
