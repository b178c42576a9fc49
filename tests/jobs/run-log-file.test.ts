import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { openRunLogFile, readRunLogFile, removeRunLogFile, runLogFile } from '@/lib/jobs/run-log-file'
import { temporaryDirectory } from '../setup/temporary'

const messages = ({ lines }: ReturnType<typeof readRunLogFile>) => lines.map(({ message }) => message)

describe('the log of a run', () => {
  it('keeps each line as soon as it is said: when, how grave, what, and what belongs to it', () => {
    const dataDir = temporaryDirectory()
    const log = openRunLogFile(dataDir, 7)
    log.info({ stage: 'embed', total: 24 }, 'Stage embed begins.')
    expect(readRunLogFile(dataDir, 7).lines).toEqual([
      {
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        level: 'info',
        message: 'Stage embed begins.',
        fields: { stage: 'embed', total: 24 },
      },
    ])
    log.warn('w')
    log.error('e')
    log.fatal('f')
    expect(readRunLogFile(dataDir, 7).lines.map(({ level }) => level)).toEqual([
      'info',
      'warn',
      'error',
      'error',
    ])
  })

  it('is added to by whoever goes on with the run, and is not that of another run', () => {
    const dataDir = temporaryDirectory()
    openRunLogFile(dataDir, 7).info('first')
    openRunLogFile(dataDir, 70).info('of another')
    openRunLogFile(dataDir, 7).info('second')
    expect(messages(readRunLogFile(dataDir, 7))).toEqual(['first', 'second'])
  })

  it('is empty where there is none, and removed without complaint, twice', () => {
    const dataDir = temporaryDirectory()
    expect(readRunLogFile(dataDir, 7)).toEqual({ lines: [], end: 0 })
    openRunLogFile(dataDir, 7).info('first')
    removeRunLogFile(dataDir, 7)
    removeRunLogFile(dataDir, 7)
    expect(readRunLogFile(dataDir, 7)).toEqual({ lines: [], end: 0 })
  })
})

describe('reading on from where the last reading ended', () => {
  it('gives every line once, one that was half written when it has been completed', () => {
    const dataDir = temporaryDirectory()
    openRunLogFile(dataDir, 7).info('Größe: ½')
    const file = runLogFile(dataDir, 7)
    const bytes = readFileSync(file)
    const seen: string[] = []
    rmSync(file)
    let end = 0
    for (const byte of Buffer.concat([bytes, bytes, bytes])) {
      appendFileSync(file, Buffer.of(byte))
      const read = readRunLogFile(dataDir, 7, end)
      seen.push(...messages(read))
      end = read.end
    }
    expect(seen).toEqual(['Größe: ½', 'Größe: ½', 'Größe: ½'])
    expect(readRunLogFile(dataDir, 7, end)).toEqual({ lines: [], end: bytes.length * 3 })
  })

  it('ends at the end when the log has become shorter', () => {
    const dataDir = temporaryDirectory()
    openRunLogFile(dataDir, 7).info('first')
    expect(readRunLogFile(dataDir, 7, 1_000_000)).toEqual({ lines: [], end: readRunLogFile(dataDir, 7).end })
  })
})

it('of a huge log the last whole lines are read, at most 128 kB', () => {
  const dataDir = temporaryDirectory()
  openRunLogFile(dataDir, 7).info('first')
  const line = readFileSync(runLogFile(dataDir, 7), 'utf8')
  const many = Array.from({ length: 40_000 }, (_, index) => line.replace('first', `line ${index}`))
  writeFileSync(runLogFile(dataDir, 7), many.join(''))
  const read = messages(readRunLogFile(dataDir, 7))
  expect(read.length).toBeGreaterThan(1000)
  expect(read).toEqual(Array.from({ length: read.length }, (_, i) => `line ${40_000 - read.length + i}`))
  expect(read.length * line.length).toBeLessThan(128 * 1024)
})

it('what is no log line is left out, and takes no other line with it', () => {
  const dataDir = temporaryDirectory()
  openRunLogFile(dataDir, 7).info('before')
  const file = runLogFile(dataDir, 7)
  appendFileSync(file, 'plain text\n[]\nnull\n{}\n\0\0\0\n{"level":30,"time":"noon"}\n')
  appendFileSync(file, '{"level":30,"time":1,"msg":"cut o')
  openRunLogFile(dataDir, 7).info('after')
  expect(messages(readRunLogFile(dataDir, 7))).toEqual(['before', 'after'])
})

it('a log that cannot be written stops nothing', () => {
  const dataDir = temporaryDirectory()
  writeFileSync(path.join(dataDir, 'logs'), 'a file where the folder should be')
  openRunLogFile(dataDir, 7).info('said to nobody')

  const other = temporaryDirectory()
  mkdirSync(runLogFile(other, 7), { recursive: true })
  openRunLogFile(other, 7).info('said to nobody')
})
