import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeLines } from '@/lib/cli/output'
import { temporaryDirectory } from '../setup/temporary'

/** More than a pipe holds, so that whoever writes it must wait for the reader. */
const LINES = Array.from({ length: 40_000 }, (_, place) => `line ${place}`)
const TEXT = `${LINES.join('\n')}\n`
const modeOf = (file: string) => statSync(file).mode & 0o777

function place(before?: string) {
  const folder = temporaryDirectory()
  const file = path.join(folder, 'out.csv')
  if (before !== undefined) writeFileSync(file, before)
  return { folder, file }
}

describe('what is written to', () => {
  it('a file that is not there appears whole, and alone', async () => {
    const { folder, file } = place()
    expect(await writeLines(LINES, file)).toBe(LINES.length)
    expect(readFileSync(file, 'utf8')).toBe(TEXT)
    expect(readdirSync(folder)).toEqual(['out.csv'])
  })

  it('a file that is there is replaced and keeps its permissions', async () => {
    const { file } = place('before')
    chmodSync(file, 0o640)
    await writeLines(LINES, file)
    expect({ mode: modeOf(file), text: readFileSync(file, 'utf8') }).toEqual({ mode: 0o640, text: TEXT })
  })

  it('lines that end in an error leave the file as it was', async () => {
    const { folder, file } = place('before')
    function* broken() {
      yield* LINES
      throw new Error('the table broke off')
    }
    await expect(writeLines(broken(), file)).rejects.toThrow(`${file} cannot be written: the table broke off`)
    expect(readFileSync(file, 'utf8')).toBe('before')
    expect(readdirSync(folder)).toEqual(['out.csv'])
  })

  it('through a link its target is written, also one of links, or one that is not there yet', async () => {
    const { folder, file } = place('before')
    symlinkSync('out.csv', path.join(folder, 'link'))
    symlinkSync(path.join(folder, 'link'), path.join(folder, 'link-to-link'))
    await writeLines(['through'], path.join(folder, 'link-to-link'))
    expect(readFileSync(file, 'utf8')).toBe('through\n')

    symlinkSync('later.csv', path.join(folder, 'dangling'))
    await writeLines(['later'], path.join(folder, 'dangling'))
    expect(readFileSync(path.join(folder, 'later.csv'), 'utf8')).toBe('later\n')
    for (const name of ['link', 'link-to-link', 'dangling'])
      expect(lstatSync(path.join(folder, name)).isSymbolicLink()).toBe(true)
  })

  it('a file of two names has the new lines under both', async () => {
    const { folder, file } = place('before')
    linkSync(file, path.join(folder, 'other'))
    await writeLines(['new'], file)
    expect(readFileSync(path.join(folder, 'other'), 'utf8')).toBe('new\n')
  })

  it('a named pipe gives its reader every line, and stays one', async () => {
    const { folder } = place()
    const pipe = path.join(folder, 'pipe')
    spawnSync('mkfifo', [pipe])
    const reader = spawn('cat', [pipe], { stdio: ['ignore', 'pipe', 'inherit'] })
    let read = ''
    reader.stdout.on('data', (chunk) => (read += chunk))
    const [count] = await Promise.all([writeLines(LINES, pipe), once(reader, 'close')])
    expect(count).toBe(LINES.length)
    expect(read).toBe(TEXT)
    expect(lstatSync(pipe).isFIFO()).toBe(true)
  })

  it('a named pipe whose reader has enough ends it without a fault', async () => {
    const { folder } = place()
    const pipe = path.join(folder, 'pipe')
    spawnSync('mkfifo', [pipe])
    const reader = spawn('head', ['-1', pipe], { stdio: 'ignore' })
    const ended = once(reader, 'close')
    expect(await writeLines(LINES, pipe)).toBeNull()
    await ended
  })

  it('a device stays one', async () => {
    expect(await writeLines(LINES, '/dev/null')).toBe(LINES.length)
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true)
  })
})

describe('what cannot be written to says why', () => {
  it('a folder', async () => {
    const { folder } = place()
    await expect(writeLines(['x'], folder)).rejects.toThrow(`${folder} cannot be written: it is a folder.`)
  })

  it('a file in a folder that is not there', async () => {
    const file = path.join(temporaryDirectory(), 'none', 'out.csv')
    await expect(writeLines(['x'], file)).rejects.toThrow(
      `${file} cannot be written: its folder does not exist`,
    )
  })

  it('a file below a file', async () => {
    const { file } = place('before')
    await expect(writeLines(['x'], path.join(file, 'out.csv'))).rejects.toThrow(
      'what should be its folder is a file',
    )
  })

  it('links that lead round in a circle', async () => {
    const { folder } = place()
    symlinkSync('b', path.join(folder, 'a'))
    symlinkSync('a', path.join(folder, 'b'))
    await expect(writeLines(['x'], path.join(folder, 'a'))).rejects.toThrow('cannot be written')
  })

  it('a socket', async () => {
    const { folder } = place()
    const socket = path.join(folder, 'socket')
    const server = createServer().listen(socket)
    await once(server, 'listening')
    await expect(writeLines(['x'], socket)).rejects.toThrow('nothing can be written into what is there')
    expect(existsSync(socket)).toBe(true)
    server.close()
  })

  it.runIf(process.getuid?.() === 0)(
    'another user’s: one in a closed folder, and one of one’s own there',
    async () => {
      const { folder } = place()
      const closed = path.join(folder, 'closed')
      mkdirSync(closed)
      writeFileSync(path.join(closed, 'mine'), 'before')
      chmodSync(path.join(closed, 'mine'), 0o666)
      for (const way of [folder, closed]) chmodSync(way, 0o755)
      process.seteuid?.(65534)
      try {
        await expect(writeLines(['x'], path.join(closed, 'new'))).rejects.toThrow(
          'this user may not write there',
        )
        await writeLines(['x'], path.join(closed, 'mine'))
      } finally {
        process.seteuid?.(0)
      }
      expect(readFileSync(path.join(closed, 'mine'), 'utf8')).toBe('x\n')
    },
  )

  it.runIf(existsSync('/dev/full'))('a disk that is full', async () => {
    await expect(writeLines(LINES, '/dev/full')).rejects.toThrow('the disk is full (ENOSPC)')
    expect(lstatSync('/dev/full').isCharacterDevice()).toBe(true)
  })
})
