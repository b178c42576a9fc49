import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '@/lib/database/database'
import { runCommand, startCommand } from '../setup/commands'
import { publishMadeUpTable } from '../setup/made-up-table'
import { temporaryPlaceOfFile } from '../setup/temporary'

const MODELS = 100
const ROWS = MODELS * (MODELS - 1)

const place = await temporaryPlaceOfFile()
const { environment } = place
const empty = await temporaryPlaceOfFile()

beforeAll(async () => {
  const database = await openDatabase(place)
  const uids = Array.from({ length: MODELS }, (_, place) => (place === 0 ? '=cmd()' : `model-${place}`))
  await publishMadeUpTable(database, uids)
  await database.close()
})

/** A command whose output another program reads; what either of them said and how the command ended. */
async function piped(name: string, args: readonly string[], program: string, programArgs: readonly string[]) {
  const command = startCommand(name, args, environment)
  const reader = spawn(program, programArgs, { stdio: [command.stdout, 'pipe', 'inherit'] })
  // It is the reader's alone: with another end open it would never be broken.
  command.stdout?.destroy()
  if (!command.stderr || !reader.stdout) throw new Error('There are no pipes.')
  const [complaints, read] = await Promise.all([
    text(command.stderr),
    text(reader.stdout),
    once(command, 'close'),
  ])
  return { code: command.exitCode, complaints, read }
}

describe('npm run export', () => {
  it('waits for a reader that is slower: every line arrives', async () => {
    const readLines = 'while IFS= read -r line; do echo "$line"; done'
    const { code, complaints, read } = await piped('export', [], 'sh', ['-c', readLines])
    expect({ code, complaints }).toEqual({ code: 0, complaints: `${ROWS} rows of index run 1 written.\n` })
    const lines = read.trimEnd().split('\n')
    expect(lines).toHaveLength(1 + ROWS)
    expect(lines.at(-1)).toMatch(/^model-99,99,model-98,-0\.5/)
  })

  it('ends without a word when its reader has enough', async () => {
    const { code, complaints, read } = await piped('export', ['--format', 'jsonl'], 'head', ['-1'])
    expect({ code, complaints }).toEqual({ code: 0, complaints: '' })
    expect(JSON.parse(read)).toMatchObject({ uid: '=cmd()', rank: 1 })
  })

  it('with --excel marks what a spreadsheet would run, in UTF-8 that it knows as such; scores stay numbers', async () => {
    const out = path.join(place.dataDir, 'excel.csv')
    expect(await runCommand('export', ['--excel', '--out', out], environment)).toMatchObject({ code: 0 })
    const [header, first] = readFileSync(out, 'utf8').split('\n')
    expect(header).toBe('\uFEFFuid,rank,similar_uid,score')
    expect(first).toBe("'=cmd(),1,model-1,-0.5")
    expect(await runCommand('export', ['--excel', '--format', 'jsonl'], environment)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--excel goes with --format csv'),
    })
  })

  it.runIf(existsSync('/dev/full'))('says in a sentence that its output cannot be written, and fails', () => {
    const { DATA_DIR, DATABASE_URL } = environment
    const command = `DATA_DIR='${DATA_DIR}' DATABASE_URL='${DATABASE_URL}' exec '${process.execPath}' --import tsx scripts/export.ts > /dev/full`
    const { status, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' })
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: '\nStandard output cannot be written (ENOSPC: no space left on device, write).\n',
    })
  })
})

describe('any command whose reader is gone before it has said anything', () => {
  it.each([
    ['evaluate', ['--sideways'], 2],
    ['precompute', [], 1],
  ])('%s %j ends as it would otherwise', async (name, args, code) => {
    const child = startCommand(name, args, empty.environment)
    child.stdout?.destroy()
    child.stderr?.destroy()
    await once(child, 'close')
    expect(child.exitCode).toBe(code)
  })

  it('does not complain', async () => {
    const child = startCommand('recipes', ['--json'], environment)
    child.stdout?.destroy()
    if (!child.stderr) throw new Error('There is no pipe.')
    const [said] = await Promise.all([text(child.stderr), once(child, 'close')])
    expect({ said, code: child.exitCode }).toEqual({ said: '', code: 0 })
  })
})
