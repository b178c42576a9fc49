import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readOrMakeCompiled } from '@/lib/networks/compile/compiled-file'

const content = Uint8Array.from({ length: 300 }, (_, index) => index % 251)
let folder: string
let file: string
let made: number

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'compiled-'))
  file = path.join(folder, 'encoders', 'a.onnx')
  made = 0
})
afterEach(() => rm(folder, { recursive: true }))

async function open(key = 'key') {
  const compiled = await readOrMakeCompiled(file, key, async () => {
    made++
    return content
  })
  expect(Buffer.from(compiled.content)).toEqual(Buffer.from(content))
  return compiled.source
}

describe('a compiled encoder', () => {
  it('is made once and read afterwards', async () => {
    expect(await open()).toBe('made')
    expect(await open()).toBe('file')
    expect(made).toBe(1)
    expect(await readdir(path.dirname(file))).toEqual(['a.onnx'])
  })

  it('is made again when the file was made for something else', async () => {
    await open('key')
    expect(await open('another key')).toBe('made')
    expect(await open('another key')).toBe('file')
  })

  it('is made again when any byte of the file was changed', async () => {
    await open()
    const intact = await readFile(file)
    await fc.assert(
      fc.asyncProperty(
        fc.nat(intact.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (position, flip) => {
          const damaged = Buffer.from(intact)
          damaged[position] = (damaged[position] ?? 0) ^ flip
          await writeFile(file, damaged)
          expect(await open()).toBe('made')
          expect(await readFile(file)).toEqual(intact)
        },
      ),
    )
  })

  it('is made again when the file was cut off or is empty', async () => {
    await open()
    const intact = await readFile(file)
    await fc.assert(
      fc.asyncProperty(fc.nat(intact.length - 1), async (length) => {
        await writeFile(file, intact.subarray(0, length))
        expect(await open()).toBe('made')
      }),
    )
  })

  it('leaves nothing behind when making it fails', async () => {
    const failing = readOrMakeCompiled(file, 'key', () => Promise.reject(new Error('no such layer')))
    await expect(failing).rejects.toThrow('no such layer')
    expect(await readdir(folder)).toEqual([])
  })

  it('made by several at once ends as one intact file', async () => {
    await Promise.all(Array.from({ length: 8 }, () => open()))
    expect(await open()).toBe('file')
    expect(await readdir(path.dirname(file))).toEqual(['a.onnx'])
  })
})
