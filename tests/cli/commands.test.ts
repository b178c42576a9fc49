import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderOfDrawings } from '../setup/catalogue'
import { type CommandLine, runCommand, runCommandLines } from '../setup/commands'
import { temporaryDirectory, temporaryPlace } from '../setup/temporary'

const COMMANDS = [
  'catalog-sample',
  'catalog-folder',
  'catalog-psv',
  'catalog-likes',
  'catalog-sketchfab',
  'catalog-remove',
  'catalog-check-links',
  'encoder-vgg16',
  'encoder-add',
  'precompute',
  'worker',
  'export',
  'move',
  'evaluate',
  'likes-made-up',
  'engines',
  'bench',
]

/** What a command cannot do without. */
const REQUIRED: Record<string, string[]> = {
  'encoder-add': ['--file', 'network.onnx'],
  'catalog-remove': ['some-uid'],
  'catalog-likes': ['likes.csv'],
  'likes-made-up': ['.'],
  move: ['--to', 'file:other.db'],
}

describe('every command', () => {
  it('explains itself with --help and exits 0', async () => {
    const lines = COMMANDS.map((name): CommandLine => [name, ['--help']])
    const ends = await runCommandLines(lines, { DATA_DIR: temporaryDirectory() })
    for (const [place, name] of COMMANDS.entries()) {
      expect({ name, ...ends[place] }).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^Usage: npm run [a-z:0-9-]+ -- /),
      })
    }
  })

  it('answers an unknown flag with the usage and exit code 2', async () => {
    const lines = COMMANDS.map((name): CommandLine => [name, [...(REQUIRED[name] ?? []), '--sideways']])
    const ends = await runCommandLines(lines, { DATA_DIR: temporaryDirectory() })
    for (const [place, name] of COMMANDS.entries()) {
      expect({ name, ...ends[place] }).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/unknown option '--sideways'[^]*Usage: npm run/),
      })
    }
  })

  it('names the variable when the environment is wrong', async () => {
    const { code, stderr } = await runCommand('precompute', [], {
      DATA_DIR: temporaryDirectory(),
      ENGINE: 'abacus',
    })
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('ENGINE=abacus') })
  })
})

describe('on an empty catalogue', () => {
  it.each(['precompute', 'export', 'evaluate'])('%s says what to do first and exits 1', async (name) => {
    const { code, stderr } = await runCommand(name, [], (await temporaryPlace()).environment)
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/npm run (catalog:sample|precompute)/),
    })
  })
})

it('bad values are bad usage: exit code 2', async () => {
  const lines: [name: string, args: string[], message: string][] = [
    ['precompute', ['--neighbours', '0'], 'a whole number from 1 to 100'],
    ['precompute', ['--neighbours', '2.5'], 'a whole number from 1 to 100'],
    ['precompute', ['--mode', 'some'], 'Allowed choices are missing, all'],
    ['precompute', ['--recipe', 'vgg99'], 'There is no recipe of that name; known are default'],
    ['export', ['--format', 'xml'], 'Allowed choices are csv, jsonl'],
    ['export', ['--kind', 'sound'], 'Allowed choices are visual, likes, tags'],
    [
      'move',
      ['--to', 'mysql://localhost/x'],
      'It must be like postgresql://user@host:5432/database or file:/path/of.db',
    ],
    ['move', [], "required option '--to <address>'"],
    ['catalog-folder', [], "missing required argument 'folder'"],
  ]
  const ends = await runCommandLines(
    lines.map(([name, args]) => [name, args]),
    { DATA_DIR: temporaryDirectory() },
  )
  for (const [place, line] of lines.entries()) {
    expect({ line, ...ends[place] }).toMatchObject({ code: 2, stderr: expect.stringContaining(line[2]) })
  }
})

it('from a folder of images to an exported table', async () => {
  const { folder, labels } = await folderOfDrawings()
  const { dataDir, environment } = await temporaryPlace()
  writeFileSync(path.join(folder, 'broken.png'), 'no image')

  const imported = await runCommand('catalog-folder', [folder, '--labels', labels], environment)
  expect(imported).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/25 models added[^]*1 warning[^]*broken\.png/),
  })

  const computed = await runCommand('precompute', ['--neighbours', '10'], environment)
  expect(computed).toMatchObject({ code: 0, stdout: expect.stringMatching(/24 models[^]*published/) })

  const out = path.join(dataDir, 'f.csv')
  expect(await runCommand('export', ['--format', 'csv', '--out', out], environment)).toMatchObject({
    code: 0,
  })
  const [header, ...lines] = readFileSync(out, 'utf8').trimEnd().split('\n')
  expect(header).toBe('uid,rank,similar_uid,score')
  const byModel = new Map<string, string[][]>()
  for (const row of lines.map((line) => line.split(','))) {
    byModel.set(row[0] ?? '', [...(byModel.get(row[0] ?? '') ?? []), row])
  }
  expect(byModel.size).toBe(24)
  for (const [uid, rows] of byModel) {
    expect(rows.map((row) => Number(row[1]))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(new Set(rows.map((row) => row[2])).size).toBe(10)
    expect(rows.map((row) => row[2])).not.toContain(uid)
    const scores = rows.map((row) => Number(row[3]))
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
  }

  const jsonl = await runCommand('export', ['--format', 'jsonl'], environment)
  expect(
    jsonl.stdout
      .trimEnd()
      .split('\n')
      .map((line) => Object.values(JSON.parse(line)).join()),
  ).toEqual(
    lines.map((line) =>
      line
        .split(',')
        .map((value, column) => (column === 3 ? Number(value) : value))
        .join(),
    ),
  )

  const byTags = await runCommand('export', ['--kind', 'tags'], environment)
  expect(byTags.stdout).toMatch(/^circle-teal,\d,(square|triangle)-teal,1\.000000$/m)
  expect(await runCommand('export', ['--kind', 'likes'], environment)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(
      'Index run 1 has no similar models by likes. Nobody has liked any of the 24 models.',
    ),
  })

  const evaluated = await runCommand('evaluate', ['--min-relevant', '5', '--json'], environment)
  expect(JSON.parse(evaluated.stdout)).toMatchObject({ queries: 24, byLabel: { circle: { queries: 8 } } })

  rmSync(path.join(folder, 'circle-teal.png'))
  const kept = await runCommand('catalog-folder', [folder, '--labels', labels], environment)
  expect(kept).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/circle-teal[^]*1 model kept without image/),
  })
  const pruned = await runCommand('catalog-folder', [folder, '--labels', labels, '--prune'], environment)
  expect(pruned).toMatchObject({ code: 0, stdout: expect.stringContaining('1 model removed') })
})

it('a folder in which nothing can be used exits 1 with the reasons', async () => {
  const folder = temporaryDirectory()
  writeFileSync(path.join(folder, 'a.png'), '')
  const { code, stdout, stderr } = await runCommand(
    'catalog-folder',
    [folder],
    (await temporaryPlace()).environment,
  )
  expect({ code, stdout, stderr }).toEqual({
    code: 1,
    stdout: expect.stringContaining('The file is empty (0 bytes).'),
    stderr: expect.stringContaining('Not one image could be used'),
  })
})
