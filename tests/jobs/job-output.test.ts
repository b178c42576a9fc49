import { closeSync, mkdirSync, readdirSync, writeFileSync, writeSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { openJobOutput, readLastLines, removeNamedOutputs } from '@/lib/jobs/job-output'
import { temporaryDirectory } from '../setup/temporary'

it('what a job says is kept nowhere by name, so that nothing stays when the server is killed', () => {
  const dataDir = temporaryDirectory()
  const output = openJobOutput(dataDir)
  expect(readdirSync(path.join(dataDir, 'logs'))).toEqual([])
  writeSync(output, 'first\nlast\n')
  expect(readLastLines(output)).toBe('first\nlast')
  closeSync(output)
})

it('of a job that said much, its last lines are told', () => {
  const output = openJobOutput(temporaryDirectory())
  writeSync(output, Array.from({ length: 100_000 }, (_, place) => `line ${place}\n`).join(''))
  const lines = readLastLines(output).split('\n')
  expect(lines).toHaveLength(40)
  expect(lines.at(-1)).toBe('line 99999')
  closeSync(output)
})

it('files that were left of servers that were killed are removed, and the logs of runs are not', () => {
  const dataDir = temporaryDirectory()
  removeNamedOutputs(dataDir)
  mkdirSync(path.join(dataDir, 'logs'))
  for (const name of ['start-0b1c.txt', 'run-1.jsonl']) writeFileSync(path.join(dataDir, 'logs', name), 'x')
  removeNamedOutputs(dataDir)
  expect(readdirSync(path.join(dataDir, 'logs'))).toEqual(['run-1.jsonl'])
})
